using System.Net.Http.Json;
using System.Runtime.InteropServices;

namespace Distribution.Agent.Connections;

/// <summary>Gets this computer its identity, once; tries until the gateway is there and accepts the key.</summary>
internal sealed class EnrolComputer(HttpClient http, BackOff backOff, TimeProvider clock, AgentLog log)
{
    public async Task<Identity> Enrol(Uri server, string key, string name, string identityPath, string wishPath, CancellationToken ct)
    {
        // Chosen and kept before it is asked for: an answer that is lost leaves no second computer behind, however the agent ends.
        var wish = IdentityWish.Keep(wishPath);
        var request = Request(key, name, wish.ComputerId, wish.Secret);
        while (true)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(TimeSpan.FromMinutes(1));
            try
            {
                using var response = await http.PostAsJsonAsync(new Uri(server, "/api/enrolments"), request, AgentJson.Default.EnrolmentRequest, limit.Token);
                if (response.IsSuccessStatusCode)
                    return await Keep(response, identityPath, limit.Token);
                log.Write($"{server} did not enrol this computer ({(int)response.StatusCode}): {await Explanation(response, limit.Token)}");
            }
            catch (Exception problem) when (problem is HttpRequestException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
            {
                log.Write($"{server} cannot be reached for enrolment: {Failure.Reason(problem)}");
            }
            await Task.Delay(backOff.Next(), clock, ct);
        }
    }

    /// <summary>Comes back with the identity that it has, so that the server makes its queue again. One try; what goes wrong is logged.</summary>
    /// <returns>Where the broker is now; null when the server did not say.</returns>
    public async Task<BrokerIdentity?> EnrolAgain(Uri server, string? key, string name, Identity identity, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            var request = Request(key, name, identity.ComputerId, identity.Secret);
            using var response = await http.PostAsJsonAsync(new Uri(server, "/api/enrolments"), request, AgentJson.Default.EnrolmentRequest, limit.Token);
            if (response.IsSuccessStatusCode)
            {
                log.Write("Enrolled again, and has a queue again.");
                return (await response.Content.ReadFromJsonAsync(AgentJson.Default.EnrolmentAnswer, limit.Token))?.Broker;
            }
            log.Write($"{server} did not enrol this computer again ({(int)response.StatusCode}): {await Explanation(response, limit.Token)}");
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            log.Write($"{server} cannot be reached for enrolment: {Failure.Reason(problem)}");
        }
        return null;
    }

    private static EnrolmentRequest Request(string? key, string name, Guid computerId, string secret) =>
        new(key, name, OperatingSystemName, RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(), computerId, secret);

    private static async Task<string> Explanation(HttpResponseMessage response, CancellationToken ct)
    {
        var problem = await response.Content.ReadAsStringAsync(ct);
        return problem.Length > 500 ? problem[..500] : problem;
    }

    private async Task<Identity> Keep(HttpResponseMessage response, string identityPath, CancellationToken ct)
    {
        var answer = await response.Content.ReadFromJsonAsync(AgentJson.Default.EnrolmentAnswer, ct)
            ?? throw new IOException("The server's answer to the enrolment is empty.");
        var identity = new Identity(answer.ComputerId, answer.Secret, answer.Broker, clock.GetUtcNow());
        identity.Write(identityPath);
        log.Write($"Enrolled as computer {identity.ComputerId:D}.");
        return identity;
    }

    private static string OperatingSystemName =>
        OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "macos" : "linux";
}

using System.Net.Http.Json;
using System.Text;
using Distribution.Agent.Journals;

namespace Distribution.Agent.Connections;

/// <summary>
/// Gives the computer another secret once a month, and when the server orders it, so that what a copy or a backup of its disk knows becomes worthless. The new one is on
/// the disk before the server is told, and the server takes the old one for a day more: a crash between any two steps locks nobody out.
/// </summary>
internal sealed class RotateSecret(HttpClient http, Uri server, CurrentIdentity current, string wishPath, TimeProvider clock, AgentLog log, TimeSpan? age = null)
{
    private static readonly TimeSpan usualAge = TimeSpan.FromDays(30);
    private static readonly TimeSpan pause = TimeSpan.FromHours(1);

    public async Task Run(CancellationToken ct)
    {
        while (true)
        {
            // Before the look at the age, so that no order falls between the two.
            var order = current.NextOrder();
            // A wish that is there was cut short: it may be the server's truth already.
            if (File.Exists(wishPath) || clock.GetUtcNow() - (current.Value.SecretSince ?? DateTimeOffset.MinValue) >= (age ?? usualAge))
                await Rotate(ct);
            await Task.WhenAny(order.WaitAsync(pause, clock, ct));
            ct.ThrowIfCancellationRequested();
        }
    }

    private async Task Rotate(CancellationToken ct)
    {
        var wish = File.Exists(wishPath) ? await File.ReadAllTextAsync(wishPath, ct) : IdentityWish.NewSecret();
        DurableFile.Replace(wishPath, Encoding.UTF8.GetBytes(wish));
        var identity = current.Value;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(TimeSpan.FromMinutes(1));
            using var response = await http.PutAsJsonAsync(
                new Uri(server, $"/api/enrolments/{identity.ComputerId:D}/secret"), new SecretRotation(identity.Secret, wish), AgentJson.Default.SecretRotation, limit.Token);
            if (!response.IsSuccessStatusCode)
            {
                log.Write($"{server} did not take this computer's new secret ({(int)response.StatusCode}); the present one stays.");
                return;
            }
            current.Replace(identity with { Secret = wish, SecretSince = clock.GetUtcNow() });
            File.Delete(wishPath);
            log.Write("This computer has another secret.");
        }
        catch (Exception problem) when (problem is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            log.Write($"{server} cannot be reached for a new secret: {Failure.Reason(problem)}");
        }
    }
}

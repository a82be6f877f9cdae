using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Distribution.Agent.Connections;

namespace Distribution.Agent.Groups;

/// <summary>Sends what waits, in the computer's own name, until the server has answered; a refusal is an answer, a server that is away is none.</summary>
internal sealed class SendGroupRequests(HttpClient http, Uri server, CurrentIdentity current, GroupRequests requests, BackOff backOff, TimeProvider clock, AgentLog log)
{
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(1);

    public async Task Run(CancellationToken ct)
    {
        while (true)
        {
            // Before the look at what waits, so that no request falls between the two.
            var move = requests.NextMove();
            TimeSpan? wait = null;
            foreach (var request in requests.All.Where(request => request.State == GroupRequestState.Waiting))
            {
                wait = await Send(request, ct);
                if (wait is not null)
                    break;
                backOff.Reset();
            }
            await Task.WhenAny(wait is { } again ? Task.WhenAny(move, Task.Delay(again, clock, ct)) : move.WaitAsync(ct));
            ct.ThrowIfCancellationRequested();
        }
    }

    // Null when the server has answered; otherwise how long to wait.
    private async Task<TimeSpan?> Send(GroupRequest request, CancellationToken ct)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(patience);
            var identity = current.Value;
            using var response = await http.PostAsJsonAsync(
                new Uri(server, $"/api/enrolments/{identity.ComputerId:D}/group-registrations"), new GroupRegistration(identity.Secret, request.Group, request.Password),
                AgentJson.Default.GroupRegistration, limit.Token);
            if (response.IsSuccessStatusCode)
            {
                var name = (await response.Content.ReadFromJsonAsync(AgentJson.Default.GroupRegistered, limit.Token))?.Name ?? request.Group;
                requests.Answer(request, GroupRequestState.Joined, name, clock.GetUtcNow());
                log.Write($"This computer is a member of the ID group {name}.");
                return null;
            }
            // What these say will not be otherwise by asking again; everything else may be.
            if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.UnprocessableContent)
            {
                var why = await Explanation(response, limit.Token);
                requests.Answer(request, GroupRequestState.Refused, why, clock.GetUtcNow());
                log.Write($"The ID group {request.Group} does not take this computer: {why}");
                return null;
            }
            log.Write($"{server} does not answer for the ID group {request.Group} ({(int)response.StatusCode}).");
            return response.Headers.RetryAfter?.Delta ?? backOff.Next();
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or JsonException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            log.Write($"{server} cannot be reached for the ID group {request.Group}: {Failure.Reason(problem)}");
            return backOff.Next();
        }
    }

    private static async Task<string> Explanation(HttpResponseMessage response, CancellationToken ct)
    {
        var body = await response.Content.ReadAsStringAsync(ct);
        try
        {
            using var problem = JsonDocument.Parse(body);
            if (problem.RootElement.TryGetProperty("detail", out var detail) && detail.GetString() is { Length: > 0 } said)
                return said;
        }
        catch (JsonException)
        {
            // Whatever stands between here and the server said it in its own way.
        }
        return body.Length > 500 ? body[..500] : body;
    }
}

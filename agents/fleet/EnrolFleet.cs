using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Distribution.Agent;
using Distribution.Agent.Connections;

namespace Distribution.Fleet;

/// <summary>Gets every computer its identity: from the file of an earlier run, or by enrolling, many at once.</summary>
internal static class EnrolFleet
{
    private const int AtOnce = 16;

    public static async Task<IReadOnlyList<Identity>> EnrolAsync(FleetOptions options, Figures figures, CancellationToken ct)
    {
        Directory.CreateDirectory(options.Data);
        var file = Path.Combine(options.Data, "identities.jsonl");
        var known = File.Exists(file) ? Read(file, figures, options.Computers) : [];
        var missing = options.Computers - known.Count;
        if (missing > 0 && options.EnrolmentKey is null)
            throw new InvalidOperationException($"{missing} computers are not enrolled yet: give --enrolment-key.");

        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = AtOnce });
        var enrolled = new ConcurrentBag<Identity>(known);
        using var turn = new SemaphoreSlim(1);
        await using var writer = File.AppendText(file);
        await Parallel.ForAsync(0, missing, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (number, stop) =>
        {
            var identity = await EnrolOneAsync(http, options, $"{options.Name}-{known.Count + number + 1:D6}", stop);
            enrolled.Add(identity);
            figures.Enrolled();
            await turn.WaitAsync(stop);
            try
            {
                await writer.WriteLineAsync(JsonSerializer.Serialize(identity, AgentJson.Default.Identity));
            }
            finally
            {
                turn.Release();
            }
        });
        return [.. enrolled];
    }

    private static List<Identity> Read(string file, Figures figures, int most)
    {
        var identities = File.ReadLines(file).Take(most).Select(line => JsonSerializer.Deserialize(line, AgentJson.Default.Identity)!).ToList();
        identities.ForEach(_ => figures.Enrolled());
        return identities;
    }

    private static async Task<Identity> EnrolOneAsync(HttpClient http, FleetOptions options, string name, CancellationToken ct)
    {
        using var response = await http.PostAsJsonAsync(
            new Uri(options.Server, "/api/enrolments"), new EnrolmentRequest(options.EnrolmentKey!, name, "linux", "x64"), AgentJson.Default.EnrolmentRequest, ct);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{options.Server} did not enrol {name} ({(int)response.StatusCode}): {await response.Content.ReadAsStringAsync(ct)}");
        var answer = (await response.Content.ReadFromJsonAsync(AgentJson.Default.EnrolmentAnswer, ct))!;
        return new(answer.ComputerId, answer.Secret, answer.Broker);
    }
}

using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Distribution.Agent;
using Distribution.Agent.Connections;

namespace Distribution.Fleet;

/// <summary>Gets every computer its identity: from the file of an earlier run, or by enrolling, many at once.</summary>
internal sealed class EnrolFleet(FleetOptions options, Figures figures) : IDisposable
{
    private const int AtOnce = 16;

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = AtOnce });
    private int _count;

    private string File => Path.Combine(options.Data, "identities.jsonl");

    public void Dispose() => _http.Dispose();

    /// <summary>The computers that the fleet begins with.</summary>
    /// <exception cref="InvalidOperationException">Some are not enrolled yet and there is no key, or the server refuses.</exception>
    public async Task<IReadOnlyList<Identity>> BeginAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(options.Data);
        List<Identity> known = System.IO.File.Exists(File)
            ? [.. System.IO.File.ReadLines(File).Take(options.Computers).Select(line => JsonSerializer.Deserialize(line, AgentJson.Default.Identity)!)] : [];
        known.ForEach(_ => figures.Enrolled());
        _count = known.Count;
        return [.. known, .. await MoreAsync(options.Computers - known.Count, ct)];
    }

    /// <summary>Further computers.</summary>
    /// <exception cref="InvalidOperationException">There is no key, or the server refuses.</exception>
    public async Task<IReadOnlyCollection<Identity>> MoreAsync(int count, CancellationToken ct)
    {
        if (count > 0 && options.EnrolmentKey is null)
            throw new InvalidOperationException($"{count} computers are not enrolled yet: give --enrolment-key.");
        var enrolled = new ConcurrentBag<Identity>();
        using var turn = new SemaphoreSlim(1);
        await using var writer = System.IO.File.AppendText(File);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (_, stop) =>
        {
            var identity = await EnrolOneAsync($"{options.Name}-{Interlocked.Increment(ref _count):D6}", stop);
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
        return enrolled;
    }

    private async Task<Identity> EnrolOneAsync(string name, CancellationToken ct)
    {
        using var response = await _http.PostAsJsonAsync(
            new Uri(options.Server, "/api/enrolments"), new EnrolmentRequest(options.EnrolmentKey!, name, "linux", "x64"), AgentJson.Default.EnrolmentRequest, ct);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{options.Server} did not enrol {name} ({(int)response.StatusCode}): {await response.Content.ReadAsStringAsync(ct)}");
        var answer = (await response.Content.ReadFromJsonAsync(AgentJson.Default.EnrolmentAnswer, ct))!;
        return new(answer.ComputerId, answer.Secret, answer.Broker);
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Distribution.Testing.Platform;

/// <summary>What an operator or an integrator does, through the gateway, in as few words as possible.</summary>
public sealed class StreetApi(Uri gateway, string apiKey, string? authority = null) : IDisposable
{
    /// <summary>For what has no word here; addresses are relative to /api/.</summary>
    public HttpClient Http { get; } = new(LocalAuthority.Handler(authority))
    {
        BaseAddress = new Uri(gateway, "api/"), Timeout = TimeSpan.FromMinutes(2), DefaultRequestHeaders = { Authorization = new("Bearer", apiKey) },
    };

    /// <summary>Sends a file's bytes to the store of content; answers their address.</summary>
    public async Task<string> UploadAsync(string file)
    {
        await using var content = File.OpenRead(file);
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content));
        content.Position = 0;
        using var answer = await Http.PutAsync(Relative($"contents/{sha256}"), new StreamContent(content));
        await RefusedUnlessSuccess(answer);
        return sha256;
    }

    /// <summary>Registers a file as a package; what is left out follows from the file.</summary>
    public async Task<Guid> RegisterPackageAsync(string file, string kind = "Software", string? name = null, string? version = null, string? destination = null)
    {
        var id = Guid.CreateVersion7();
        await PostAsync("packages", new
        {
            id,
            name,
            softwareVersion = version,
            kind,
            fileName = Path.GetFileName(file),
            contentSha256 = await UploadAsync(file),
            destinationFolder = destination,
        });
        return id;
    }

    /// <summary>Makes an ID group.</summary>
    public async Task<Guid> CreateGroupAsync(string name)
    {
        var id = Guid.CreateVersion7();
        await PostAsync("groups", new { id, name });
        return id;
    }

    /// <summary>Makes an enrolment key; computers that enrol with it join the group.</summary>
    public async Task<string> CreateEnrolmentKeyAsync(string name, Guid? groupId = null) =>
        (string)(await PostAsync("enrolment-keys", new { name, groupId }))["key"]!;

    /// <summary>The computers, by name; a removed one is not among them.</summary>
    public async Task<IReadOnlyDictionary<string, Guid>> ComputersAsync() =>
        (await ListAsync("computers")).ToDictionary(c => (string)c["name"]!, IdOf);

    /// <summary>The ids of a group's members.</summary>
    public async Task<IReadOnlyList<Guid>> MembersAsync(Guid groupId) =>
        [.. (await ListAsync($"groups/{groupId}/members")).Select(m => m["computerId"] is { } id ? (Guid)id : IdOf(m))];

    /// <summary>Creates a task that starts at once: software is installed, files are placed.</summary>
    public async Task<Guid> CreateTaskAsync(string name, Guid[] software, Guid[]? files = null, Guid[]? groupIds = null, Guid[]? computerIds = null, object? parameters = null)
    {
        var id = Guid.CreateVersion7();
        var actions = software.Select(packageId => new { kind = "Install", packageId })
            .Concat((files ?? []).Select(packageId => new { kind = "DistributeFiles", packageId }));
        var task = new { id, name, actions, destinations = new { groupIds = groupIds ?? [], computerIds = computerIds ?? [] }, parameters };
        // Services tell each other by messages: what was registered a moment ago may not be known everywhere yet.
        for (var limit = DateTime.UtcNow.AddSeconds(20); ; await Task.Delay(100))
        {
            try
            {
                await PostAsync("tasks", task);
                return id;
            }
            catch (HttpRequestException e) when (e.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.NotFound && DateTime.UtcNow < limit)
            {
            }
        }
    }

    /// <summary>Every execution of a task: computer, state, progress.</summary>
    public async Task<IReadOnlyList<StreetExecution>> ExecutionsAsync(Guid taskId) =>
        [.. (await ListAsync($"tasks/{taskId}/executions")).Select(StreetExecution.From)];

    /// <summary>What reporting knows of a task, computer by computer; nothing as long as it has not heard of the task.</summary>
    public async Task<IReadOnlyList<JsonNode>> ReportedAsync(Guid taskId)
    {
        try
        {
            return [.. await ListAsync($"reports/tasks/{taskId}/computers")];
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return [];
        }
    }

    /// <summary>A read; fails with the platform's own explanation.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await Http.GetAsync(Relative(path));
        await RefusedUnlessSuccess(answer);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>A command; fails with the platform's own explanation.</summary>
    public async Task<JsonNode> PostAsync(string path, object body)
    {
        using var answer = await Http.PostAsJsonAsync(Relative(path), body);
        await RefusedUnlessSuccess(answer);
        return answer.Content.Headers.ContentType?.MediaType == "application/json"
            ? (await answer.Content.ReadFromJsonAsync<JsonNode>())!
            : new JsonObject();
    }

    /// <summary>A command under an id of the caller's; fails with the platform's own explanation.</summary>
    public async Task<JsonNode> PutAsync(string path, object body)
    {
        using var answer = await Http.PutAsJsonAsync(Relative(path), body);
        await RefusedUnlessSuccess(answer);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <summary>Every item of a paged list.</summary>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(string path)
    {
        List<JsonNode> items = [];
        for (string? after = ""; after is not null;)
        {
            var page = await GetAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit=1000{(after == "" ? "" : "&after=" + Uri.EscapeDataString(after))}");
            items.AddRange(page["items"]!.AsArray().Select(i => i!));
            after = (string?)page["next"];
        }

        return items;
    }

    /// <inheritdoc />
    public void Dispose() => Http.Dispose();

    private static Uri Relative(string path) => new(path, UriKind.Relative);

    private static Guid IdOf(JsonNode item) => (Guid)(item["id"] ?? item.AsObject().First(p => p.Key.EndsWith("Id", StringComparison.Ordinal)).Value)!;

    private static async Task RefusedUnlessSuccess(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException(
                $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}",
                null, answer.StatusCode);
    }
}

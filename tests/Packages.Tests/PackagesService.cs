using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Distribution.Contracts.Rules;
using Distribution.EventStore;
using Distribution.Packages.Catalogue;
using Distribution.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(Distribution.Packages.Tests.PackagesService))]

namespace Distribution.Packages.Tests;

/// <summary>The whole service, shared by this assembly's tests; each test uses content and packages of its own.</summary>
public sealed class PackagesService : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };
    private readonly TemporaryFolder _contents = new("contents");
    private ServiceUnderTest? _service;

    public ServiceUnderTest Service => _service!;

    public HttpClient Client => Service.Client;

    public string ContentFolder => _contents.Path;

    public async ValueTask InitializeAsync() =>
        _service = await ServiceUnderTest.StartAsync(Program.Build, ("Content:Folder", _contents.Path));

    public async ValueTask DisposeAsync()
    {
        await Service.ShouldHoldNoFailuresAsync();
        await Service.DisposeAsync();
        _contents.Dispose();
    }

    /// <summary>Uploads bytes and returns their address.</summary>
    public async Task<string> Upload(byte[] content)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        using var answer = await Client.PutAsync($"/contents/{sha256}", new ByteArrayContent(content));
        answer.IsSuccessStatusCode.ShouldBeTrue($"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return sha256;
    }

    /// <summary>A signed link to content, good for an hour.</summary>
    public static string LinkTo(string sha256) =>
        ContentLinks.PathOf(sha256, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3600, ContentLinkKeys.Parse(ServiceUnderTest.LinkKey));

    /// <summary>Uploads random bytes.</summary>
    public Task<string> UploadAnything() => Upload(RandomNumberGenerator.GetBytes(100));

    public Task<HttpResponseMessage> Post(object package) => Client.PostAsJsonAsync("/packages", package);

    public Task<HttpResponseMessage> Patch(Guid id, object changes) => Client.PatchAsJsonAsync($"/packages/{id}", changes);

    /// <summary>Registers a package that is good by any rule; what else it is to be, its details say.</summary>
    internal async Task<PackageView> Register(string name, PackageDetails? details = null, int size = 100)
    {
        var body = JsonSerializer.SerializeToNode(details ?? new PackageDetails(), Json)!.AsObject();
        (body["name"], body["kind"], body["fileName"], body["contentSha256"]) = (name, "Software", "tool.sh", await Upload(RandomNumberGenerator.GetBytes(size)));
        using var answer = await Post(body);
        ((int)answer.StatusCode).ShouldBe(201, await answer.Content.ReadAsStringAsync());
        return await Read<PackageView>(answer);
    }

    /// <summary>Asks for what is refused, and returns why.</summary>
    internal static async Task<string> Refused(Task<HttpResponseMessage> request, int status)
    {
        using var answer = await request;
        var problem = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, problem);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return Regex.Unescape(problem);
    }

    /// <summary>Registers an update, as the system itself does it.</summary>
    internal async Task<Guid> RegisterUpdate(string name)
    {
        await using var scope = Service.Services.CreateAsyncScope();
        var id = Guid.CreateVersion7();
        var attributes = new PackageAttributes(
            name, "", PackageKind.Update, "kb.msu", await UploadAnything(), 100, "wusa \"{file}\" /quiet /norestart", null, null, null, 3600);
        await scope.ServiceProvider.GetRequiredService<IDocumentSession>()
            .Decide<Package>(id, state => Package.Register(state, id, attributes, DateTimeOffset.UtcNow), CancellationToken.None);
        return id;
    }

    internal static async Task<T> Read<T>(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<T>(Json))!;

    internal Task<T?> Get<T>(string path) => Client.GetFromJsonAsync<T>(path, Json);
}

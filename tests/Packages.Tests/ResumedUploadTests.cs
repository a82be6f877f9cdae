using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Distribution.Packages.Content;

namespace Distribution.Packages.Tests;

/// <summary>Uploads that are interrupted, by tus-js-client, which is not ours.</summary>
public sealed class ResumedUploadTests(PackagesService packages, NodePrograms node) : IDisposable
{
    private readonly TemporaryFolder _folder = new("resumed");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 3_000_000)]
    public async Task A_client_that_is_not_ours_goes_on_after_every_cut(int seed, int chunkSize)
    {
        var (path, sha256) = await RandomFile(40_000_000, seed);
        await using var line = new CuttingProxy(() => packages.Service.Address, cuts: 12, mostBytes: 5_000_000, seed);
        var ended = await UploadAsync(line.Address, path, new { filename = "big.bin", sha256 }, chunkSize);
        ended.GetProperty("sha256").GetString().ShouldBe(sha256);
        ended.GetProperty("errors").GetArrayLength().ShouldBeGreaterThan(2);
        line.Cuts.ShouldBeGreaterThan(2);
        await KeptOnce(packages.ContentFolder, sha256);
    }

    [Fact]
    public async Task A_client_that_is_not_ours_goes_on_after_the_service_was_killed()
    {
        using var contents = new TemporaryFolder("contents");
        using var service = await StartAsync(contents.Path, packages.Service.ConnectionString);
        var (path, sha256) = await RandomFile(150_000_000, 3);
        // Bytes pass slowly enough for the kill to hit the middle: the line is cut again and again, and between two cuts the service dies.
        await using var line = new CuttingProxy(() => service.Client.BaseAddress!, cuts: 30, mostBytes: 20_000_000, 3);
        var upload = UploadAsync(line.Address, path, new { filename = "big.bin" }, 0);
        await Eventually.Holds(() => Task.FromResult(Received(contents.Path)), bytes => bytes > 10_000_000, "the upload is under way");
        await service.KillAsync();
        Received(contents.Path).ShouldBeInRange(10_000_000, 149_999_999);
        await service.StartAgainAsync();
        var ended = await upload;
        ended.TryGetProperty("error", out var error).ShouldBeFalse(error.ToString());
        ended.GetProperty("sha256").GetString().ShouldBe(sha256);
        await KeptOnce(contents.Path, sha256);
    }

    [Fact]
    public async Task Two_replicas_serve_one_upload_by_turns()
    {
        var bytes = RandomNumberGenerator.GetBytes(1_000_000);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        await using var second = await ServiceUnderTest.StartAsync(
            Program.Build, ("Content:Folder", packages.ContentFolder), ("ConnectionStrings:Database", packages.Service.ConnectionString), ("RabbitMq:Uri", packages.Service.BrokerUri.ToString()));
        HttpClient[] replicas = [packages.Client, second.Client];
        var upload = await second.Client.Create(bytes.Length, ("sha256", sha256));
        for (var i = 0; i < 10; i++)
        {
            (await replicas[(i + 1) % 2].Offset(upload)).ShouldBe(i * 100_000);
            using var answer = await replicas[i % 2].Append(upload, i * 100_000, bytes[(i * 100_000)..((i + 1) * 100_000)]);
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            answer.Header("Content-Sha256").ShouldBe(i == 9 ? sha256 : null);
        }

        await KeptOnce(packages.ContentFolder, sha256);
    }

    private static Task<ServiceProcess> StartAsync(string folder, string database) => ServiceProcess.StartAsync(
        typeof(Program).Assembly, ("Content:Folder", folder), ("Content:LinkKeys", ServiceUnderTest.LinkKey), ("ConnectionStrings:Database", database), ("RabbitMq:Uri", "amqp://nobody:nothing@127.0.0.1:1/nowhere"), ("Logging:LogLevel:Default", "Error"));

    private static long Received(string folder) => new DirectoryInfo(Path.Combine(folder, "incoming")).EnumerateFiles("*.part").Sum(file => file.Length);

    private async Task<JsonElement> UploadAsync(Uri line, string path, object metadata, int chunkSize) => JsonDocument.Parse(
        await node.RunAsync("upload.js", $"{line}uploads", path, JsonSerializer.Serialize(metadata), $"{chunkSize}", SignedCallers.Token("packages", life: TimeSpan.FromHours(1)))).RootElement;

    private async Task<(string Path, string Sha256)> RandomFile(int size, int seed)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        var path = Path.Combine(_folder.Path, $"{seed}.bin");
        await File.WriteAllBytesAsync(path, bytes);
        return (path, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private static async Task KeptOnce(string folder, string sha256)
    {
        await using var kept = await new ContentStore(new FolderBlobs(folder)).OpenAsync(sha256);
        Convert.ToHexStringLower(await SHA256.HashDataAsync(kept)).ShouldBe(sha256);
    }
}

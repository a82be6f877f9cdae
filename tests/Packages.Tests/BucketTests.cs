using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using Distribution.Packages.Content;

namespace Distribution.Packages.Tests;

/// <summary>The content store in a bucket, at a server that is not ours (s3rver, which asks for a known key and does not check what it signed).</summary>
public sealed class BucketTests(NodePrograms node) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("bucket");
    private readonly int _port = FreePort.Next();
    private Process? _server;
    private BucketBlobs? _blobs;

    private static CancellationToken None => CancellationToken.None;

    private ContentStore Store => new(_blobs!);

    public async ValueTask InitializeAsync()
    {
        _server = Process.Start(await node.CommandAsync("s3.js", $"{_port}", _folder.Path))!;
        (await _server.StandardOutput.ReadLineAsync()).ShouldBe("listening");
        _blobs = BucketBlobs.Of(Settings("S3RVER"));
    }

    public ValueTask DisposeAsync()
    {
        _blobs?.Dispose();
        _server?.Kill();
        _server?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Content_of_several_parts_is_kept_found_and_read_from_any_place()
    {
        var (bytes, sha256) = Some(20_000_000);
        await PutContent.KeepAsync(Store, sha256, null, new MemoryStream(bytes));
        (await Store.FindAsync(sha256))!.Size.ShouldBe(20_000_000);
        await using var stream = await Store.OpenAsync(sha256);
        foreach (var place in (int[])[19_999_990, 0, 8_388_600, 12_345_678])
        {
            stream.Position = place;
            var read = new byte[10];
            await stream.ReadExactlyAsync(read);
            read.ShouldBe(bytes[place..(place + 10)]);
        }

        stream.Position = 0;
        Convert.ToHexStringLower(await SHA256.HashDataAsync(stream)).ShouldBe(sha256);
        await foreach (var (id, _) in _blobs!.ListGrowingAsync(None))
            Assert.Fail($"{id} still lies there.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    public async Task Small_content_too(int size)
    {
        var (bytes, sha256) = Some(size);
        await PutContent.KeepAsync(Store, sha256, null, new MemoryStream(bytes));
        (await Store.FindAsync(sha256))!.Size.ShouldBe(size);
        await PutContent.KeepAsync(Store, sha256, null, new MemoryStream(bytes));
        await Store.RemoveAsync(sha256, None);
        (await Store.FindAsync(sha256)).ShouldBeNull();
        await Should.ThrowAsync<FileNotFoundException>(() => Store.OpenAsync(sha256));
    }

    [Fact]
    public async Task What_grows_goes_on_where_it_ended_and_forgets_what_lies_behind()
    {
        var (bytes, _) = Some(300_000);
        var id = Guid.CreateVersion7();
        (await _blobs!.GrownAsync(id, None)).ShouldBeNull();
        foreach (var (from, to) in ((int, int)[])[(0, 100_000), (100_000, 250_000), (100_000, 120_000), (120_000, 300_000)])
        {
            await using var growth = await _blobs.GrowAsync(id, from, None);
            await growth.WriteAsync(bytes.AsMemory(from..to));
        }

        (await _blobs.GrownAsync(id, None)).ShouldBe(300_000);
        await using var grown = await _blobs.OpenGrownAsync(id, None);
        grown.Position = 90_000;
        var read = new byte[210_000];
        await grown.ReadExactlyAsync(read);
        read.ShouldBe(bytes[90_000..]);
        await _blobs.ForgetAsync(id, None);
        (await _blobs.GrownAsync(id, None)).ShouldBeNull();
    }

    [Fact]
    public async Task Damaged_content_is_set_aside_listed_and_healed()
    {
        var (bytes, sha256) = Some(1000);
        await PutContent.KeepAsync(Store, sha256, null, new MemoryStream(bytes));
        await Store.SetAsideAsync(sha256, None);
        (await Store.FindAsync(sha256)).ShouldBeNull();
        (await Store.ListDamagedAsync(None)).ShouldHaveSingleItem().Sha256.ShouldBe(sha256);
        await PutContent.KeepAsync(Store, sha256, null, new MemoryStream(bytes));
        (await Store.ListDamagedAsync(None)).ShouldBeEmpty();
        var kept = new List<string>();
        await foreach (var content in Store.ListAsync("", None))
            kept.Add(content.Sha256);
        kept.ShouldBe([sha256]);
    }

    [Fact]
    public async Task A_key_that_is_not_right_gets_nothing()
    {
        using var stranger = BucketBlobs.Of(Settings("S3RVER", "STRANGER"));
        await Should.ThrowAsync<Amazon.S3.AmazonS3Exception>(() => stranger.WriteAsync("x", new byte[] { 1 }, None));
    }

    [Fact]
    public async Task Two_replicas_take_one_upload_by_turns_into_the_bucket_and_serve_it_by_range()
    {
        var database = await PrivatePostgres.CreateDatabaseAsync("bucket");
        var settings = Settings("S3RVER");
        (string, string)[] all =
        [
            ("Content:Bucket:Name", settings.Name), ("Content:Bucket:ServiceUrl", settings.ServiceUrl!), ("Content:Bucket:AccessKey", settings.AccessKey!),
            ("Content:Bucket:SecretKey", settings.SecretKey!), ("ConnectionStrings:Database", database), ("RabbitMq:Uri", (await PrivateRabbitMq.CreateVirtualHostAsync("bucket")).ToString()),
        ];
        await using var first = await ServiceUnderTest.StartAsync(Program.Build, all);
        await using var second = await ServiceUnderTest.StartAsync(Program.Build, all);
        HttpClient[] replicas = [first.Client, second.Client];
        var (bytes, sha256) = Some(12_000_000);
        var upload = await first.Client.Create(bytes.Length, ("sha256", sha256));
        for (var i = 0; i < 4; i++)
        {
            (await replicas[(i + 1) % 2].Offset(upload)).ShouldBe(i * 3_000_000);
            using var answer = await replicas[i % 2].Append(upload, i * 3_000_000, bytes[(i * 3_000_000)..((i + 1) * 3_000_000)]);
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
        }

        using var head = await second.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/contents/{sha256}"));
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentLength.ShouldBe(12_000_000);
        await using var stream = await Store.OpenAsync(sha256);
        Convert.ToHexStringLower(await SHA256.HashDataAsync(stream)).ShouldBe(sha256);
    }

    private BucketSettings Settings(string secret, string key = "S3RVER") =>
        new() { Name = "contents", ServiceUrl = $"http://127.0.0.1:{_port}", AccessKey = key, SecretKey = secret };

    private static (byte[] Bytes, string Sha256) Some(int size)
    {
        var bytes = RandomNumberGenerator.GetBytes(size);
        return (bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Distribution.Packages.Content;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.Packages.Tests;

public sealed class UploadTests(PackagesService packages)
{
    private readonly byte[] _bytes = RandomNumberGenerator.GetBytes(300_000);

    private HttpClient Client => packages.Client;

    private string Sha256 => Convert.ToHexStringLower(SHA256.HashData(_bytes));

    [Fact]
    public async Task An_upload_in_pieces_becomes_content_and_tells_its_address()
    {
        var upload = await Client.Create(_bytes.Length, ("filename", "tool.bin"), ("sha256", Sha256));
        using var first = await Client.Append(upload, 0, _bytes[..100_000]);
        first.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        first.Header("Upload-Offset").ShouldBe("100000");
        first.Header("Tus-Resumable").ShouldBe("1.0.0");
        first.Header("Content-Sha256").ShouldBeNull();
        (await Client.Offset(upload)).ShouldBe(100_000);

        using var second = await Client.Append(upload, 100_000, _bytes[100_000..]);
        second.Header("Upload-Offset").ShouldBe("300000");
        second.Header("Content-Sha256").ShouldBe(Sha256);
        (await Kept(Sha256)).ShouldBe(_bytes);

        using var head = await Client.Tus(HttpMethod.Head, upload);
        head.Header("Content-Sha256").ShouldBe(Sha256);
        head.Header("Upload-Length").ShouldBe("300000");
        head.Header("Upload-Metadata").ShouldNotBeNull().ShouldStartWith("filename dG9vbC5iaW4=");
        head.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await Client.GetStringAsync(upload)).ShouldContain($"\"contentSha256\":\"{Sha256}\"");
    }

    [Fact]
    public async Task An_empty_upload_is_content_at_once()
    {
        using var answer = await Client.TryCreate("0");
        answer.Header("Content-Sha256").ShouldBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    [Fact]
    public async Task An_upload_goes_on_only_where_it_is()
    {
        var upload = await Client.Create(_bytes.Length);
        await Ends(Client.Append(upload, 5, _bytes[5..]), 409, "goes on at byte 0");
        (await Client.Append(upload, 0, _bytes[..10])).Dispose();
        using var repeated = await Client.Append(upload, 0, _bytes[..10]);
        repeated.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        repeated.Header("Upload-Offset").ShouldBe("10");
    }

    [Fact]
    public async Task More_bytes_than_were_announced_are_refused_and_none_of_them_is_kept()
    {
        var upload = await Client.Create(1000);
        await Ends(Client.Append(upload, 0, _bytes[..1001]), 413, "1001");
        // Without a length the excess shows only at its first byte.
        await Ends(Client.Append(upload, 0, new Unmeasured(_bytes[..1001])), 413, "1000 bytes");
        (await Client.Offset(upload)).ShouldBe(0);
    }

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public async Task Bytes_with_another_checksum_are_not_kept(string algorithm)
    {
        var upload = await Client.Create(_bytes.Length);
        (await Client.Append(upload, 0, _bytes[..100], Checksum(_bytes[..100]))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await Ends(Client.Append(upload, 100, _bytes[100..], Checksum(_bytes[..100])), 460, "checksum");
        (await Client.Offset(upload)).ShouldBe(100);
        await Ends(Client.Append(upload, 100, _bytes[100..], "md5 AAAA"), 400, "Upload-Checksum");
        using var whole = await Client.Append(upload, 100, _bytes[100..], Checksum(_bytes[100..]));
        whole.Header("Content-Sha256").ShouldBe(Sha256);

        string Checksum(byte[] bytes) => $"{algorithm} {Convert.ToBase64String(CryptographicOperations.HashData(new HashAlgorithmName(algorithm.ToUpperInvariant()), bytes))}";
    }

    [Fact]
    public async Task What_is_not_what_was_announced_is_refused_for_good()
    {
        var upload = await Client.Create(_bytes.Length, ("sha256", new string('0', 64)));
        await Ends(Client.Append(upload, 0, _bytes), 422, Sha256);
        await Ends(Client.Append(upload, 0, _bytes), 422, "The address says 0000");
        (await Client.Tus(HttpMethod.Head, upload)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await Client.GetStringAsync(upload)).ShouldContain("The address says 0000");
        (await packages.Service.Services.GetRequiredService<ContentStore>().FindAsync(Sha256)).ShouldBeNull();
    }

    [Fact]
    public async Task Two_requests_cannot_write_one_upload_at_once()
    {
        var upload = await Client.Create(_bytes.Length);
        var half = new Unmeasured(_bytes[..1000]) { WaitsAtItsEnd = new TaskCompletionSource() };
        var first = Client.Append(upload, 0, half);
        await Eventually.Holds(() => Client.Offset(upload), offset => offset == 1000, "the first request's bytes are here");
        await Ends(Client.Append(upload, 1000, _bytes[1000..]), 423, "another request");
        await Ends(Client.Tus(HttpMethod.Delete, upload), 423, "another request");
        half.WaitsAtItsEnd.SetResult();
        (await first).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Client.Append(upload, 1000, _bytes[1000..])).Header("Content-Sha256").ShouldBe(Sha256);
    }

    [Fact]
    public async Task A_terminated_upload_is_gone()
    {
        var upload = await Client.Create(_bytes.Length);
        (await Client.Append(upload, 0, _bytes[..1000])).Dispose();
        (await Client.Tus(HttpMethod.Delete, upload)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Client.Tus(HttpMethod.Head, upload)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await Ends(Client.Append(upload, 1000, _bytes[1000..]), 404, "no upload");
        await Ends(Client.Tus(HttpMethod.Delete, upload), 404, "no upload");
    }

    [Fact]
    public async Task What_the_server_can_is_told()
    {
        using var answer = await Client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/uploads"));
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        answer.Header("Tus-Version").ShouldBe("1.0.0");
        answer.Header("Tus-Extension").ShouldBe("creation,checksum,expiration,termination");
        answer.Header("Tus-Max-Size").ShouldBe("1073741824");
        answer.Header("Tus-Checksum-Algorithm").ShouldBe("sha1,sha256");
    }

    [Fact]
    public async Task What_the_protocol_forbids_is_refused_naming_the_rule()
    {
        await Ends(Client.Tus(HttpMethod.Post, "/uploads", null, ("Tus-Resumable", "0.2.2"), ("Upload-Length", "1")), 412, "1.0.0");
        await Ends(Client.TryCreate("1073741825"), 413, "1073741824");
        await Ends(Client.TryCreate("many"), 400, "Upload-Length");
        await Ends(Client.TryCreate("1", ("filename", "../x")), 400, "fileName");
        await Ends(Client.TryCreate("1", ("sha256", "ABC")), 400, "sha256");
        await Ends(Client.Tus(HttpMethod.Post, "/uploads", null, ("Upload-Length", "1"), ("Upload-Metadata", "filename %%%")), 400, "base64");
        var upload = await Client.Create(10);
        await Ends(Client.Tus(HttpMethod.Patch, upload, new ByteArrayContent([1]), ("Upload-Offset", "0")), 415, "octet-stream");
        var unknown = $"/uploads/{Guid.CreateVersion7()}";
        (await Client.Tus(HttpMethod.Head, unknown)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_client_that_can_only_post_names_its_method()
    {
        var upload = await Client.Create(_bytes.Length);
        var body = new ByteArrayContent(_bytes) { Headers = { ContentType = new("application/offset+octet-stream") } };
        using var answer = await Client.Tus(HttpMethod.Post, upload, body, ("Upload-Offset", "0"), ("X-HTTP-Method-Override", "PATCH"));
        answer.Header("Content-Sha256").ShouldBe(Sha256);
    }

    [Fact]
    public async Task Creating_is_repeated_without_harm_by_its_key()
    {
        var key = CatalogueTests.Unique("key");
        var locations = new HashSet<string>();
        for (var i = 0; i < 2; i++)
        {
            using var answer = await Client.Tus(HttpMethod.Post, "/uploads", null, ("Upload-Length", "10"), ("Idempotency-Key", key));
            locations.Add(answer.Headers.Location!.ToString());
        }

        locations.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_problem_tells_its_request()
    {
        using var answer = await Client.PutAsync($"/contents/{new string('0', 64)}", new ByteArrayContent(_bytes));
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        problem.GetProperty("status").GetInt32().ShouldBe(422);
        problem.GetProperty("instance").GetString().ShouldBe($"/contents/{new string('0', 64)}");
        problem.GetProperty("requestId").GetString().ShouldBe(answer.Header("X-Request-Id"));
    }

    private static async Task Ends(Task<HttpResponseMessage> request, int status, string why)
    {
        using var answer = await request;
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, text);
        text.ShouldContain(why);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    private async Task<byte[]> Kept(string sha256)
    {
        await using var stream = await packages.Service.Services.GetRequiredService<ContentStore>().OpenAsync(sha256);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    /// <summary>A body that does not tell its length, and may keep the server waiting for its end.</summary>
    private sealed class Unmeasured(byte[] bytes) : HttpContent
    {
        public TaskCompletionSource? WaitsAtItsEnd { get; init; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes);
            await stream.FlushAsync();
            if (WaitsAtItsEnd is { } wait)
                await wait.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

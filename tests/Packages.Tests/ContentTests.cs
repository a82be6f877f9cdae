using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Distribution.Packages.Tests;

public sealed class ContentTests(PackagesService packages)
{
    [Fact]
    public async Task New_content_is_created_and_a_repeat_is_harmless()
    {
        var bytes = RandomNumberGenerator.GetBytes(200_000);
        var path = $"/contents/{Hash(bytes)}";
        using var first = await packages.Client.PutAsync(path, new ByteArrayContent(bytes));
        using var second = await packages.Client.PutAsync(path, new ByteArrayContent(bytes));
        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        first.Headers.Location!.ToString().ShouldBe(path);
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await packages.Client.GetByteArrayAsync(PackagesService.LinkTo(Hash(bytes)))).ShouldBe(bytes);
    }

    [Fact]
    public async Task Content_that_is_not_what_its_address_says_is_refused_naming_both()
    {
        var bytes = RandomNumberGenerator.GetBytes(1000);
        var other = Hash([1, 2, 3]);
        using var answer = await packages.Client.PutAsync($"/contents/{other}", new ByteArrayContent(bytes));
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var problem = await answer.Content.ReadAsStringAsync();
        problem.ShouldContain(other);
        problem.ShouldContain(Hash(bytes));
        (await Status(HttpMethod.Head, other)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task More_than_the_limit_is_refused_before_it_is_sent()
    {
        using var connection = await Connect();
        await connection.SendAsync(Encoding.ASCII.GetBytes($"PUT /contents/{Hash([1])} HTTP/1.1\r\nHost: x\r\n{SignedCallers.Line("packages")}Content-Length: 1073741825\r\n\r\n"));
        var answer = await ReadSome(connection);
        answer.ShouldStartWith("HTTP/1.1 413");
        answer.ShouldContain("1073741824");
        answer.ShouldContain("1073741825");
    }

    [Fact]
    public async Task An_upload_that_breaks_off_in_the_middle_leaves_nothing()
    {
        var bytes = RandomNumberGenerator.GetBytes(500_000);
        var incoming = Path.Combine(packages.ContentFolder, "incoming");
        using (var connection = await Connect())
        {
            await connection.SendAsync(Encoding.ASCII.GetBytes($"PUT /contents/{Hash(bytes)} HTTP/1.1\r\nHost: x\r\n{SignedCallers.Line("packages")}Content-Length: {bytes.Length}\r\n\r\n"));
            await connection.SendAsync(bytes.AsMemory(0, 300_000));
            await Eventually.Holds(() => Task.FromResult(Parts(incoming, bytes)), parts => parts == 1, "some of it is on the disk");
            connection.Close(0);
        }

        await Eventually.Holds(() => Task.FromResult(Parts(incoming, bytes)), parts => parts == 0, "the half file is gone");
        (await Status(HttpMethod.Head, Hash(bytes))).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_client_that_waits_for_the_go_ahead_need_not_send_what_is_there()
    {
        var sha256 = await packages.UploadAnything();
        using var connection = await Connect();
        await connection.SendAsync(Encoding.ASCII.GetBytes($"PUT /contents/{sha256} HTTP/1.1\r\nHost: x\r\n{SignedCallers.Line("packages")}Content-Length: 100\r\nExpect: 100-continue\r\n\r\n"));
        (await ReadSome(connection)).ShouldStartWith("HTTP/1.1 200");
    }

    [Fact]
    public async Task A_download_goes_on_where_it_broke_off()
    {
        var bytes = RandomNumberGenerator.GetBytes(50_000);
        var sha256 = await packages.Upload(bytes);
        using var request = new HttpRequestMessage(HttpMethod.Get, PackagesService.LinkTo(sha256)) { Headers = { Range = new RangeHeaderValue(20_000, null) } };
        request.Headers.IfRange = new RangeConditionHeaderValue($"\"{sha256}\"");
        using var rest = await packages.Client.SendAsync(request);
        rest.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        rest.Content.Headers.ContentRange!.ToString().ShouldBe("bytes 20000-49999/50000");
        (await rest.Content.ReadAsByteArrayAsync()).ShouldBe(bytes[20_000..]);
    }

    [Fact]
    public async Task A_range_that_is_not_there_is_refused_with_the_size()
    {
        var sha256 = await packages.UploadAnything();
        using var request = new HttpRequestMessage(HttpMethod.Get, PackagesService.LinkTo(sha256)) { Headers = { Range = new RangeHeaderValue(100, null) } };
        using var answer = await packages.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        answer.Content.Headers.ContentRange!.Length.ShouldBe(100);
    }

    [Fact]
    public async Task Any_cache_may_keep_content_for_ever()
    {
        var bytes = RandomNumberGenerator.GetBytes(10);
        var sha256 = await packages.Upload(bytes);
        using var head = await packages.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, PackagesService.LinkTo(sha256)));
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentLength.ShouldBe(10);
        head.Headers.AcceptRanges.ShouldContain("bytes");
        head.Headers.ETag!.ShouldBe(new EntityTagHeaderValue($"\"{sha256}\""));
        head.Headers.CacheControl!.ToString().ShouldContain("immutable");
        head.Headers.GetValues("Repr-Digest").ShouldBe([$"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:"]);

        using var again = new HttpRequestMessage(HttpMethod.Get, PackagesService.LinkTo(sha256));
        again.Headers.IfNoneMatch.Add(head.Headers.ETag!);
        (await packages.Client.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task What_is_not_a_hash_is_no_address()
    {
        using var put = await packages.Client.PutAsync("/contents/ABC", new ByteArrayContent([1]));
        put.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Status(HttpMethod.Head, "..%2F..%2Fetc%2Fpasswd")).ShouldBe(HttpStatusCode.NotFound);
    }

    // Other tests upload at the same time.
    private static int Parts(string incoming, byte[] bytes) => Directory.GetFiles(incoming).Count(path =>
    {
        try
        {
            using var part = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var beginning = new byte[16];
            return part.Read(beginning) == beginning.Length && beginning.AsSpan().SequenceEqual(bytes.AsSpan(0, 16));
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    });

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private async Task<HttpStatusCode> Status(HttpMethod method, string sha256)
    {
        using var answer = await packages.Client.SendAsync(new HttpRequestMessage(method, $"/contents/{sha256}"));
        return answer.StatusCode;
    }

    private async Task<Socket> Connect()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(packages.Service.Address.Host, packages.Service.Address.Port);
        return socket;
    }

    private static async Task<string> ReadSome(Socket connection)
    {
        var text = "";
        var buffer = new byte[4096];
        await Eventually.Holds(
            async () => text += Encoding.ASCII.GetString(buffer, 0, await connection.ReceiveAsync(buffer)),
            all => all.Contains("\r\n\r\n") && (!all.Contains("problem+json") || all.Contains('}')),
            "the answer is whole");
        return text;
    }
}

using System.Net.Http.Headers;
using System.Security.Cryptography;
using Distribution.Agent.Transfers;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Tests;

public sealed class FetchingContent : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new("cache");
    private readonly HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly byte[] bytes = RandomNumberGenerator.GetBytes(1_500_000);
    private PlayedGateway gateway = null!;
    private ContentCache cache = null!;

    private ContentReference Content => Offered(bytes);

    public async ValueTask InitializeAsync()
    {
        gateway = await PlayedGateway.StartAsync();
        cache = new ContentCache(folder.Path, 10_000_000);
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        http.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task It_goes_on_after_every_cut_from_where_it_stopped_and_the_hash_is_right()
    {
        var random = new Random(42);
        gateway.Misbehave = async (context, content) =>
        {
            var from = RangeHeaderValue.TryParse(context.Request.Headers.Range, out var range) ? (int)range.Ranges.Single().From!.Value : 0;
            var length = Math.Min(content.Length - from, random.Next(1, 200_000));
            context.Response.StatusCode = from > 0 ? 206 : 200;
            context.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
            context.Response.ContentLength = content.Length - from;
            await context.Response.Body.WriteAsync(content.AsMemory(from, length));
            await context.Response.Body.FlushAsync();
            if (from + length < content.Length)
                context.Abort();
            return true;
        };

        var tries = 0;
        (DownloadEnd End, string Reason) last;
        long reached = 0;
        do
        {
            last = await Try(Content);
            var length = new FileInfo(cache.PartOf(Content.Sha256)).Length;
            length.ShouldBeGreaterThanOrEqualTo(reached);
            reached = length;
        }
        while (last.End == DownloadEnd.Interrupted && ++tries < 300);

        last.End.ShouldBe(DownloadEnd.Complete, last.Reason);
        (await cache.Accept(Content, default)).ShouldBeTrue();
        (await File.ReadAllBytesAsync(cache.PathOf(Content.Sha256))).ShouldBe(bytes);
        tries.ShouldBeGreaterThan(5);
        gateway.Ranges.Skip(1).ShouldAllBe(range => range.StartsWith("bytes=", StringComparison.Ordinal) || range.Length == 0);
    }

    [Fact]
    public async Task A_part_that_is_already_complete_is_not_fetched_again()
    {
        await File.WriteAllBytesAsync(cache.PartOf(Content.Sha256), bytes);
        (await Try(Content)).End.ShouldBe(DownloadEnd.Complete);
        gateway.Ranges.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_ignores_the_range_is_followed_from_the_start()
    {
        await File.WriteAllBytesAsync(cache.PartOf(Content.Sha256), new byte[1000]);
        gateway.Misbehave = async (context, content) =>
        {
            await context.Response.Body.WriteAsync(content);
            return true;
        };
        (await Try(Content)).End.ShouldBe(DownloadEnd.Complete);
        (await cache.Accept(Content, default)).ShouldBeTrue();
    }

    [Fact]
    public async Task Wrong_content_is_deleted_and_never_used()
    {
        gateway.Misbehave = async (context, content) =>
        {
            await context.Response.Body.WriteAsync(new byte[content.Length]);
            return true;
        };
        (await Try(Content)).End.ShouldBe(DownloadEnd.Complete);
        (await cache.Accept(Content, default)).ShouldBeFalse();
        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_sends_without_end_does_not_fill_the_disk()
    {
        gateway.Misbehave = async (context, _) =>
        {
            for (var i = 0; i < 100; i++)
                await context.Response.Body.WriteAsync(new byte[100_000]);
            return true;
        };
        (await Try(Content)).ShouldBe((DownloadEnd.Interrupted, $"The server sent more than {bytes.Length:N0} bytes."));
        new FileInfo(cache.PartOf(Content.Sha256)).Length.ShouldBe(0);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_given_up_until_later()
    {
        gateway.Misbehave = async (context, content) =>
        {
            await context.Response.Body.WriteAsync(content.AsMemory(0, 1000));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        (await Try(Content, TimeSpan.FromMilliseconds(300))).End.ShouldBe(DownloadEnd.Interrupted);
        new FileInfo(cache.PartOf(Content.Sha256)).Length.ShouldBe(1000);
    }

    [Theory]
    [InlineData(404, DownloadEnd.Missing), InlineData(410, DownloadEnd.Missing), InlineData(403, DownloadEnd.Refused)]
    [InlineData(500, DownloadEnd.Interrupted), InlineData(503, DownloadEnd.Interrupted), InlineData(416, DownloadEnd.Interrupted)]
    internal async Task What_the_server_answers_decides_whether_trying_again_makes_sense(int status, DownloadEnd end)
    {
        gateway.Misbehave = (context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.FromResult(true);
        };
        (await Try(Content)).End.ShouldBe(end);
    }

    [Fact]
    public async Task A_refused_link_says_when_it_expires_and_does_not_tell_itself()
    {
        gateway.Misbehave = (context, _) =>
        {
            context.Response.StatusCode = 403;
            return Task.FromResult(true);
        };
        var (end, reason) = await Try(Content with { Path = Content.Path + "?expires=1800000000&signature=secret" });
        end.ShouldBe(DownloadEnd.Refused);
        reason.ShouldBe("The server refused the link to office.bin (403), which expires on 2027-01-15: it has expired, or its key is not in use any more. A re-execution brings a new one.");
        (await Try(Content)).Reason.ShouldContain("no signed link");
    }

    [Fact]
    public async Task A_cache_near_by_is_asked_instead_of_the_gateway()
    {
        await using var near = await PlayedGateway.StartAsync();
        near.Contents[Content.Sha256] = bytes;
        (await Through(near.Address).Into(cache.PartOf(Content.Sha256), Content, default)).End.ShouldBe(DownloadEnd.Complete);
        gateway.Ranges.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null), InlineData(404), InlineData(403), InlineData(502)]
    public async Task The_gateway_is_asked_when_the_cache_gives_nothing(int? status)
    {
        await using var near = await PlayedGateway.StartAsync();
        near.Contents[Content.Sha256] = bytes;
        near.Misbehave = (context, _) =>
        {
            context.Response.StatusCode = status ?? 200;
            return Task.FromResult(true);
        };
        var address = status is null ? new Uri($"http://127.0.0.1:{FreePort.Next()}") : near.Address;
        (await Through(address).Into(cache.PartOf(Content.Sha256), Content, default)).End.ShouldBe(DownloadEnd.Complete);
        gateway.Ranges.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_cache_that_broke_off_is_gone_on_with_and_one_that_lied_is_not_asked_again()
    {
        await using var near = await PlayedGateway.StartAsync();
        near.Contents[Content.Sha256] = bytes;
        near.Misbehave = async (context, content) =>
        {
            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(content.AsMemory(0, 500_000));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        };
        var download = Through(near.Address);
        (await download.Into(cache.PartOf(Content.Sha256), Content, default)).End.ShouldBe(DownloadEnd.Interrupted);
        gateway.Ranges.ShouldBeEmpty("a branch whose cache is slow does not turn to the line behind it");

        download.Distrust(Content);
        (await download.Into(cache.PartOf(Content.Sha256), Content, default)).End.ShouldBe(DownloadEnd.Complete);
        near.Ranges.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_cached_file_that_somebody_changed_is_noticed_and_deleted()
    {
        await File.WriteAllBytesAsync(cache.PathOf(Content.Sha256), bytes);
        (await cache.Holds(Content, default)).ShouldBeTrue();
        var changed = bytes.ToArray();
        changed[^1] ^= 1;
        await File.WriteAllBytesAsync(cache.PathOf(Content.Sha256), changed);
        (await cache.Holds(Content, default)).ShouldBeFalse();
        File.Exists(cache.PathOf(Content.Sha256)).ShouldBeFalse();
    }

    [Fact]
    public void The_least_recently_used_makes_room_and_what_is_needed_stays()
    {
        foreach (var (name, age) in new[] { ("oldest", 3), ("needed", 2), ("newest", 1) })
        {
            File.WriteAllBytes(cache.PathOf(name), new byte[3_000_000]);
            File.SetLastWriteTimeUtc(cache.PathOf(name), DateTime.UtcNow.AddHours(-age));
        }
        cache.MakeRoom(Content with { Size = 4_000_000 }, new HashSet<string> { "needed" }).ShouldBeNull();
        Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order().ShouldBe(["needed", "newest"]);
    }

    [Fact]
    public void Too_little_disk_space_is_said_before_anything_is_fetched() =>
        new ContentCache(folder.Path, 10_000_000, _ => 1000).MakeRoom(Content, new HashSet<string>())
            .ShouldBe("Not enough disk space for office.bin: 1,500,000 bytes are needed besides a reserve of 16,777,216, 1,000 are free.");

    [Fact]
    public void Waiting_times_grow_to_the_most_and_are_drawn()
    {
        var backOff = new Connections.BackOff(new Random(1));
        var waits = Enumerable.Range(0, 200).Select(_ => backOff.Next().TotalSeconds).ToList();
        waits[0].ShouldBeInRange(1, 2);
        waits.ShouldAllBe(wait => wait >= 1 && wait <= 300);
        waits.Skip(20).Average().ShouldBeInRange(120, 180);
        waits.Distinct().Count().ShouldBeGreaterThan(190);
        backOff.Reset();
        backOff.Next().TotalSeconds.ShouldBeInRange(1, 2);
    }

    private ContentReference Offered(byte[] content)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        gateway.Contents[sha256] = content;
        return new(sha256, content.Length, "office.bin", $"/api/contents/{sha256}");
    }

    private Task<(DownloadEnd End, string Reason)> Try(ContentReference content, TimeSpan? silence = null) =>
        new Download(http, gateway.Address, silence: silence).Into(cache.PartOf(content.Sha256), content, default);

    private Download Through(Uri near) => new(http, gateway.Address, near);
}

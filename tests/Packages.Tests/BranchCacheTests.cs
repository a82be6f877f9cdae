using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Distribution.Packages.Tests;

/// <summary>A branch office behind a thin line: real clients, a real nginx, and the service at the other end.</summary>
public sealed class BranchCacheTests(PackagesService packages) : IAsyncLifetime
{
    private readonly byte[] _bytes = RandomNumberGenerator.GetBytes(10_000_000);
    private CountingGateway _gateway = null!;
    private BranchCache _cache = null!;
    private HttpClient _branch = null!;
    private string _link = "";

    public async ValueTask InitializeAsync()
    {
        _gateway = await CountingGateway.StartAsync(packages.Client);
        _cache = await BranchCache.StartAsync(_gateway.Address);
        _branch = new HttpClient { BaseAddress = _cache.Address };
        _link = "/api" + PackagesService.LinkTo(await packages.Upload(_bytes));
    }

    public async ValueTask DisposeAsync()
    {
        _branch.Dispose();
        await _cache.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Twelve_computers_at_once_fetch_content_that_crosses_the_line_once()
    {
        var fetched = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _branch.GetByteArrayAsync(_link)));
        foreach (var bytes in fetched)
            bytes.AsSpan().SequenceEqual(_bytes).ShouldBeTrue();
        _gateway.Bytes.ShouldBe(_bytes.Length);
        _gateway.Requests.Select(request => request.Range).Distinct().Count().ShouldBe(_gateway.Requests.Count, "no part was asked for twice");
    }

    [Fact]
    public async Task Several_computers_go_on_where_each_was_cut_off_out_of_the_cache_with_the_service_away()
    {
        (await _branch.GetByteArrayAsync(_link)).ShouldBe(_bytes);
        await _gateway.StopAsync();
        var starts = new[] { 1, 4_194_303, 4_194_304, 5_000_000, 9_999_999 };
        var rests = await Task.WhenAll(starts.Select(async start =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, _link) { Headers = { Range = new RangeHeaderValue(start, null) } };
            request.Headers.IfRange = new RangeConditionHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(_bytes))}\"");
            using var answer = await _branch.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
            answer.Content.Headers.ContentRange!.Length.ShouldBe(_bytes.Length);
            return await answer.Content.ReadAsByteArrayAsync();
        }));
        foreach (var (start, rest) in starts.Zip(rests))
            rest.AsSpan().SequenceEqual(_bytes.AsSpan(start)).ShouldBeTrue($"from {start}");
        (await _branch.GetByteArrayAsync(_link)).ShouldBe(_bytes);
        _gateway.Bytes.ShouldBe(_bytes.Length);
    }

    [Fact]
    public async Task A_part_that_somebody_asked_for_first_fills_the_cache_with_that_part_only()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _link) { Headers = { Range = new RangeHeaderValue(9_000_000, 9_000_099) } };
        using var answer = await _branch.SendAsync(request);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(_bytes[9_000_000..9_000_100]);
        _gateway.Requests.Single().Range.ShouldBe("bytes=8388608-12582911");
        (await _branch.GetByteArrayAsync(_link)).ShouldBe(_bytes);
        _gateway.Bytes.ShouldBe(_bytes.Length);
    }

    [Fact]
    public async Task Whoever_has_no_link_gets_nothing_out_of_the_cache_and_a_refusal_is_not_kept()
    {
        await _branch.GetByteArrayAsync(_link);
        foreach (var address in new[] { _link.Split('?')[0], _link.Replace("expires=", "expires=1"), _link + "A" })
        {
            for (var i = 0; i < 2; i++)
            {
                using var answer = await _branch.GetAsync(address);
                answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, address);
            }
        }

        _gateway.Requests.Count(request => request.Status == 403).ShouldBe(6);
        using var elsewhere = await _branch.GetAsync("/api/packages");
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}

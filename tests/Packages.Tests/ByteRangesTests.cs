using System.Net;
using System.Security.Cryptography;
using Distribution.Packages.Content;

namespace Distribution.Packages.Tests;

public sealed class ByteRangesTests(PackagesService packages)
{
    [Theory]
    [InlineData("bytes=0-9,90-", "0-9 90-99"), InlineData("bytes=0-0, -1", "0-0 99-99"), InlineData("bytes=50-60,500-600", "50-60")]
    [InlineData("bytes=200-300,400-", ""), InlineData("bytes=-0,100-", ""), InlineData("bytes=10-19,0-9", "10-19 0-9")]
    [InlineData("bytes=0-9", null), InlineData(null, null), InlineData("rows=0-1,2-3", null), InlineData("bytes=9-1,2-3", null)]
    [InlineData("bytes=0-,0-,0-", null)]
    public void Several_parts_are_told_as_far_as_they_exist(string? header, string? parts) =>
        (ByteRanges.Several(header, 100) is { } ranges ? string.Join(' ', ranges.Select(r => $"{r.From}-{r.Last}")) : null).ShouldBe(parts);

    [Fact]
    public void Too_many_parts_are_answered_with_the_whole() =>
        ByteRanges.Several("bytes=" + string.Join(',', Enumerable.Range(0, 33).Select(i => $"{i}-{i}")), 100).ShouldBeNull();

    [Fact]
    public async Task Several_parts_come_in_one_answer()
    {
        var bytes = RandomNumberGenerator.GetBytes(1000);
        using var answer = await Ask(await packages.Upload(bytes), "bytes=0-9,-5");
        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("multipart/byteranges");
        answer.Headers.ETag.ShouldNotBeNull();
        var body = await answer.Content.ReadAsByteArrayAsync();
        body.Length.ShouldBe((int)answer.Content.Headers.ContentLength!.Value);
        var text = System.Text.Encoding.Latin1.GetString(body);
        text.ShouldContain("Content-Range: bytes 0-9/1000\r\n\r\n" + System.Text.Encoding.Latin1.GetString(bytes, 0, 10) + "\r\n--");
        text.ShouldContain("Content-Range: bytes 995-999/1000\r\n\r\n" + System.Text.Encoding.Latin1.GetString(bytes, 995, 5) + "\r\n--");
        text.ShouldEndWith("--\r\n");
    }

    [Fact]
    public async Task Parts_of_which_none_exists_are_refused_and_parts_of_something_else_are_not_mixed_in()
    {
        var sha256 = await packages.UploadAnything();
        using var beyond = await Ask(sha256, "bytes=200-300,400-");
        beyond.StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        beyond.Content.Headers.ContentRange!.Length.ShouldBe(100);
        using var changed = await Ask(sha256, "bytes=0-9,20-29", "\"another\"");
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await changed.Content.ReadAsByteArrayAsync()).Length.ShouldBe(100);
    }

    private async Task<HttpResponseMessage> Ask(string sha256, string range, string? ifRange = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, PackagesService.LinkTo(sha256));
        request.Headers.TryAddWithoutValidation("Range", range);
        if (ifRange is not null)
            request.Headers.TryAddWithoutValidation("If-Range", ifRange);
        return await packages.Client.SendAsync(request);
    }
}

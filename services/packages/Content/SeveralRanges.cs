using System.Buffers;
using System.Globalization;
using System.Text;

namespace Distribution.Packages.Content;

/// <summary>Answers with several parts of content as multipart/byteranges; with 416 when none of them exists.</summary>
internal sealed class SeveralRanges(Stream content, long size, IReadOnlyList<ContentPart> ranges, Guid boundary) : IResult
{
    public async Task ExecuteAsync(HttpContext http)
    {
        await using var closing = content;
        var response = http.Response;
        if (ranges.Count == 0)
        {
            response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{size}");
            return;
        }

        response.StatusCode = StatusCodes.Status206PartialContent;
        response.ContentType = $"multipart/byteranges; boundary={boundary:N}";
        response.Headers.AcceptRanges = "bytes";
        var heads = ranges.Select(Head).ToList();
        var end = Encoding.ASCII.GetBytes($"\r\n--{boundary:N}--\r\n");
        response.ContentLength = heads.Sum(head => head.Length) + ranges.Sum(range => range.Length) + end.Length;
        if (HttpMethods.IsHead(http.Request.Method))
            return;
        foreach (var (head, range) in heads.Zip(ranges))
        {
            await response.Body.WriteAsync(head, http.RequestAborted);
            await CopyAsync(range, response.Body, http.RequestAborted);
        }

        await response.Body.WriteAsync(end, http.RequestAborted);
    }

    private byte[] Head(ContentPart range) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"\r\n--{boundary:N}\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes {range.From}-{range.Last}/{size}\r\n\r\n"));

    private async Task CopyAsync(ContentPart range, Stream target, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
        try
        {
            content.Position = range.From;
            for (var left = range.Length; left > 0;)
            {
                var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), ct);
                if (read == 0)
                    throw new EndOfStreamException("The content is shorter than it was.");
                await target.WriteAsync(buffer.AsMemory(0, read), ct);
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

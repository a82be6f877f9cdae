using System.Net;
using System.Net.Http.Headers;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Transfers;

/// <summary>How one try to fetch ended.</summary>
internal enum DownloadEnd
{
    Complete,
    Interrupted,
    Missing,
}

/// <summary>One try to fetch content over HTTP into its part, from where the last try stopped.</summary>
internal sealed class Download(HttpClient http, Uri server, TimeSpan? silence = null)
{
    private readonly TimeSpan silence = silence ?? TimeSpan.FromSeconds(60);

    /// <returns>How it ended, and why when it is not complete.</returns>
    public async Task<(DownloadEnd End, string Reason)> Into(string part, ContentReference content, CancellationToken ct)
    {
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            await using var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
            // A part longer than the content belongs to something else.
            if (file.Length > content.Size)
                file.SetLength(0);
            if (file.Length < content.Size || content.Size == 0)
                return await Fetch(file, content, quiet);
            return (DownloadEnd.Complete, "");
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return (DownloadEnd.Interrupted, problem is OperationCanceledException ? $"No byte for {silence.TotalSeconds:0} s." : problem.Message);
        }
    }

    private async Task<(DownloadEnd End, string Reason)> Fetch(FileStream file, ContentReference content, CancellationTokenSource quiet)
    {
        quiet.CancelAfter(silence);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, content.Path));
        if (file.Length > 0)
            request.Headers.Range = new RangeHeaderValue(file.Length, null);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, quiet.Token);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return (DownloadEnd.Missing, $"The server has no {content.Path} ({(int)response.StatusCode}).");
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            file.SetLength(0);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
            return (DownloadEnd.Interrupted, $"The server answered {(int)response.StatusCode} for {content.Path}.");
        var from = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.From ?? 0 : 0;
        if (from != 0 && from != file.Length)
            return (DownloadEnd.Interrupted, $"The server sent the content from byte {from}, not {file.Length}.");
        file.SetLength(from);
        file.Position = from;
        return await Copy(response, file, content, quiet);
    }

    private async Task<(DownloadEnd End, string Reason)> Copy(
        HttpResponseMessage response, FileStream file, ContentReference content, CancellationTokenSource quiet)
    {
        await using var body = await response.Content.ReadAsStreamAsync(quiet.Token);
        var buffer = new byte[128 * 1024];
        while (true)
        {
            quiet.CancelAfter(silence);
            var read = await body.ReadAsync(buffer, quiet.Token);
            if (read == 0)
                break;
            // More than was announced is never written: a wrong server cannot fill the disk.
            if (file.Position + read > content.Size)
            {
                file.SetLength(0);
                return (DownloadEnd.Interrupted, $"The server sent more than {content.Size:N0} bytes.");
            }
            await file.WriteAsync(buffer.AsMemory(0, read), quiet.Token);
        }
        file.Flush(flushToDisk: true);
        return file.Length == content.Size
            ? (DownloadEnd.Complete, "")
            : (DownloadEnd.Interrupted, $"The connection ended after {file.Length:N0} of {content.Size:N0} bytes.");
    }
}

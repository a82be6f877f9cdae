using System.Net;
using System.Net.Http.Headers;

namespace Distribution.Cli.Packages;

/// <summary>Brings content onto this disk by the link to which the platform leads; goes on where an earlier run stopped.</summary>
internal static class DownloadContent
{
    /// <param name="path">Where the platform leads to the content from.</param>
    /// <exception cref="GatewayException">What came is not what the hash says.</exception>
    public static async Task To(Gateway gateway, string path, string sha256, FileInfo target, CancellationToken cancel)
    {
        if (target.Exists && await Upload.HashOf(target, cancel) == sha256)
            return;
        target.Directory!.Create();
        var part = new FileInfo(target.FullName + ".part");
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (part.Exists && part.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(part.Length, null);
            request.Headers.IfRange = new RangeConditionHeaderValue($"\"{sha256}\"");
        }
        await Fetch(gateway, request, part, cancel);
        if (await Upload.HashOf(part, cancel) != sha256)
        {
            part.Delete();
            throw new GatewayException($"What came as {target.Name} has another SHA-256 than {sha256}.", hint: "Try again; if it stays so, the platform's store is damaged.");
        }
        part.MoveTo(target.FullName, overwrite: true);
    }

    private static async Task Fetch(Gateway gateway, HttpRequestMessage request, FileInfo part, CancellationToken cancel)
    {
        try
        {
            using var answer = await gateway.Ask(request, cancel);
            await using var file = new FileStream(part.FullName, answer.StatusCode == HttpStatusCode.PartialContent ? FileMode.Append : FileMode.Create);
            await (await answer.Content.ReadAsStreamAsync(cancel)).CopyToAsync(file, cancel);
        }
        catch (GatewayException refused) when (refused.Status == (int)HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // The part is all there is; its hash says whether it is right.
        }
        part.Refresh();
    }
}

using System.Net.Http.Headers;
using System.Security.Cryptography;
using Spectre.Console;

namespace Distribution.Cli.Packages;

/// <summary>Content goes to the address that its own hash gives it: what is there already is not sent again.</summary>
internal static class Upload
{
    /// <summary>Sends the file, with bars on a terminal, and tells its SHA-256 in hexadecimal digits.</summary>
    public static Task<string> Send(Session session, FileInfo file, CancellationToken cancel) =>
        session.Errors.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async bars =>
            {
                var sha256 = await Read(file, bars.AddTask("reading", maxValue: Math.Max(1, file.Length)), cancel);
                if (await session.Gateway.Has($"contents/{sha256}", cancel))
                    return sha256;

                var bar = bars.AddTask("sending", maxValue: Math.Max(1, file.Length));
                if (!await new ResumableUpload(session.Gateway, file, sha256, offset => bar.Value = offset).Send(cancel))
                    await Put(session.Gateway, file, sha256, bar, cancel);
                return sha256;
            });

    /// <summary>A file's SHA-256 in hexadecimal digits.</summary>
    public static async Task<string> HashOf(FileInfo file, CancellationToken cancel)
    {
        await using var content = file.OpenRead();
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
    }

    /// <exception cref="GatewayException">There is no such file, or it is larger than content may be.</exception>
    public static FileInfo Sendable(FileInfo file)
    {
        if (!file.Exists)
            throw new GatewayException($"There is no file {file.FullName}.");
        return file.Length <= 1 << 30
            ? file
            : throw new GatewayException($"{file.Name} has {Fields.Size(file.Length)}; a package's content is at most 1 GiB.", hint: "Split it and join the parts on the computer.");
    }

    // The whole at once, for a platform that is older than this program.
    private static async Task Put(Gateway gateway, FileInfo file, string sha256, ProgressTask bar, CancellationToken cancel)
    {
        await using var content = new CountedStream(file.OpenRead(), read => bar.Increment(read));
        using var body = new StreamContent(content, 1 << 16);
        body.Headers.ContentLength = file.Length;
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        await gateway.Put($"contents/{sha256}", body, cancel);
    }

    private static async Task<string> Read(FileInfo file, ProgressTask bar, CancellationToken cancel)
    {
        await using var content = new CountedStream(file.OpenRead(), read => bar.Increment(read));
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
    }
}

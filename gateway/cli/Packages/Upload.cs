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
                var address = $"contents/{sha256}";
                if (await session.Gateway.Has(address, cancel))
                    return sha256;

                var bar = bars.AddTask("sending", maxValue: Math.Max(1, file.Length));
                await using var content = new Counted(file.OpenRead(), bar.Increment);
                using var body = new StreamContent(content, 1 << 16);
                body.Headers.ContentLength = file.Length;
                body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
                await session.Gateway.Put(address, body, cancel);
                return sha256;
            });

    private static async Task<string> Read(FileInfo file, ProgressTask bar, CancellationToken cancel)
    {
        await using var content = new Counted(file.OpenRead(), bar.Increment);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel));
    }

    /// <summary>A stream to read from that tells how far it was read.</summary>
    private sealed class Counted(Stream inner, Action<double> read) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Told(inner.Read(buffer, offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Told(await inner.ReadAsync(buffer, cancellationToken));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }

        private int Told(int count)
        {
            read(count);
            return count;
        }
    }
}

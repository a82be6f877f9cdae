using System.IO.Pipelines;
using System.Security.Cryptography;
using Distribution.Packages.Zips;

namespace Distribution.Packages.Content;

/// <summary>What content turned out to be; the verdict is null for what does not begin as a zip.</summary>
internal sealed record Scanned(string Sha256, ZipVerdict? Zip);

/// <summary>
/// Hashes content and judges it as a zip while it streams by, so that nothing is read a second time. The judging goes on
/// beside the receiving, a bounded number of bytes behind it.
/// </summary>
internal sealed class ContentScan : IAsyncDisposable
{
    private const int Beginning = 4;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream _beginning = new(Beginning);
    private PipeWriter? _toJudge;
    private Task<ZipVerdict>? _verdict;

    /// <summary>How many bytes went by.</summary>
    public long Bytes { get; private set; }

    /// <summary>Why no computer could safely unzip this, as far as is known now; null while it is good, and for what is no zip.</summary>
    public string? ZipRefusal =>
        _verdict is { IsCompletedSuccessfully: true } ? _verdict.Result.Refusal
        : Bytes >= Beginning && _verdict is null ? "this is not a zip, or something stands before its first entry"
        : null;

    /// <summary>Takes the next bytes; waits when the judging is too far behind.</summary>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes)
    {
        _hash.AppendData(bytes.Span);
        if (_beginning.Length < Beginning)
            await BeginAsync(bytes);
        else if (_toJudge is not null && !_verdict!.IsCompleted)
            await _toJudge.WriteAsync(bytes);
        Bytes += bytes.Length;
    }

    /// <summary>The result, after the last byte.</summary>
    public async Task<Scanned> FinishAsync()
    {
        if (_toJudge is not null)
            await _toJudge.CompleteAsync();
        return new Scanned(Convert.ToHexStringLower(_hash.GetHashAndReset()), _verdict is null ? null : await _verdict);
    }

    public async ValueTask DisposeAsync()
    {
        if (_toJudge is not null)
        {
            // An end is enough to end the judging; nobody hears its verdict.
            await _toJudge.CompleteAsync();
            await _verdict!.ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        _hash.Dispose();
        await _beginning.DisposeAsync();
    }

    private async ValueTask BeginAsync(ReadOnlyMemory<byte> bytes)
    {
        var missing = (int)Math.Min(Beginning - _beginning.Length, bytes.Length);
        _beginning.Write(bytes.Span[..missing]);
        if (_beginning.Length < Beginning || !ZipInspection.BeginsLikeOne(_beginning.GetBuffer().AsSpan(0, Beginning)))
            return;
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19, minimumSegmentSize: 1 << 16, useSynchronizationContext: false));
        _toJudge = pipe.Writer;
        _verdict = Task.Run(() => JudgeAsync(pipe.Reader));
        await _toJudge.WriteAsync(_beginning.GetBuffer().AsMemory(0, Beginning));
        await _toJudge.WriteAsync(bytes[missing..]);
    }

    private static async Task<ZipVerdict> JudgeAsync(PipeReader reader)
    {
        try
        {
            await using var stream = reader.AsStream(leaveOpen: true);
            return await ZipInspection.JudgeAsync(stream);
        }
        finally
        {
            // Else whoever writes would wait for a reader that is gone.
            await reader.CompleteAsync();
        }
    }
}

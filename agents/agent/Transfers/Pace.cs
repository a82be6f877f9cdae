namespace Distribution.Agent.Transfers;

/// <summary>How fast, and in what pieces, this computer fetches (domain 3.4); null is as fast as it goes, in one piece.</summary>
/// <param name="BytesPerSecond">1,024 or more.</param>
/// <param name="PieceBytes">After each piece there is a pause; 1 KB to 2,097,151 KB.</param>
/// <param name="Pause">Between two pieces; 60 minutes when only the size is given.</param>
internal sealed record Pace(long? BytesPerSecond = null, long? PieceBytes = null, TimeSpan? Pause = null)
{
    public static readonly Pace Unlimited = new();

    /// <summary>Where the piece ends that begins or goes on at this place.</summary>
    public long EndOfPiece(long position, long size) => PieceBytes is { } piece ? Math.Min(size, ((position / piece) + 1) * piece) : size;

    /// <summary>
    /// When a part that stands at the end of a piece may be gone on with; null is at once. Read from the file itself, so that starting the
    /// agent again does not cut a pause short.
    /// </summary>
    public DateTimeOffset? WaitsUntil(FileInfo part) =>
        PieceBytes is { } piece && part is { Exists: true, Length: > 0 } && part.Length % piece == 0
            ? new DateTimeOffset(part.LastWriteTimeUtc, TimeSpan.Zero) + (Pause ?? TimeSpan.FromMinutes(60))
            : null;

    /// <summary>How long to rest when so many bytes have come in that time.</summary>
    public TimeSpan Rest(long bytes, TimeSpan elapsed) =>
        BytesPerSecond is { } rate && TimeSpan.FromSeconds((double)bytes / rate) - elapsed is { Ticks: > 0 } wait ? wait : TimeSpan.Zero;

    /// <summary>The most to read at a time, so that no rest is longer than about a second.</summary>
    public int ReadSize(int most) => BytesPerSecond is { } rate && rate < most ? (int)rate : most;
}

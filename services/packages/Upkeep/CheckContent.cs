using System.Buffers;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Distribution.Packages.Content;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Upkeep;

/// <summary>How far the check has come, so that a restart does not begin again.</summary>
/// <param name="After">The address that was read last; empty when a round is over.</param>
public sealed record ContentCheckPlace(string Id, string After, DateTimeOffset RoundBeganAt)
{
    public const string TheOne = "content-check";
}

/// <summary>Reads all content again and again, slowly, and sets aside what does not have its address any more: disks forget, silently.</summary>
internal sealed partial class CheckContent(
    ContentStore store, ContentSettings settings, IServiceScopeFactory scopes, TimeProvider clock, ILogger<CheckContent> logger) : IDisposable
{
    private static readonly TimeSpan BetweenSaves = TimeSpan.FromSeconds(5);

    private readonly Meter _meter = new(Telemetry.Name);
    private Counter<long>? _checked;
    private Counter<long>? _damaged;

    /// <summary>Goes on with a round, to its end; does nothing while the next one is not due.</summary>
    public async Task CheckAsync(CancellationToken ct)
    {
        _checked ??= _meter.CreateCounter<long>("distribution.content.checked", "By", "Bytes of content read against their hash.");
        _damaged ??= _meter.CreateCounter<long>("distribution.content.damaged", null, "Contents found damaged and set aside.");
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        var place = await session.LoadAsync<ContentCheckPlace>(ContentCheckPlace.TheOne, ct);
        if (place is { After: "" } && place.RoundBeganAt + settings.CheckInterval > clock.GetUtcNow())
            return;
        if (place is null or { After: "" })
            place = new ContentCheckPlace(ContentCheckPlace.TheOne, "", clock.GetUtcNow());
        var savedAt = clock.GetTimestamp();
        var pace = new Pace(settings.CheckBytesPerSecond, clock);
        await foreach (var content in store.ListAsync(place.After, ct))
        {
            await CheckAsync(content, pace, ct);
            place = place with { After = content.Sha256 };
            if (clock.GetElapsedTime(savedAt) < BetweenSaves)
                continue;
            await SaveAsync(session, place, ct);
            savedAt = clock.GetTimestamp();
        }

        await SaveAsync(session, place with { After = "" }, ct);
    }

    public void Dispose() => _meter.Dispose();

    private static async Task SaveAsync(IDocumentSession session, ContentCheckPlace place, CancellationToken ct)
    {
        session.Store(place);
        await session.SaveChangesAsync(ct);
    }

    private async Task CheckAsync(StoredContent content, Pace pace, CancellationToken ct)
    {
        try
        {
            var found = await HashAsync(content.Sha256, pace, ct);
            if (found == content.Sha256)
                return;
            await store.SetAsideAsync(content.Sha256, ct);
            _damaged!.Add(1);
            LogDamaged(content.Sha256, found);
        }
        catch (FileNotFoundException)
        {
            // It was removed meanwhile.
        }
        catch (IOException fault)
        {
            // A disk or a network that fails says nothing about the bytes: they stay where they are.
            LogUnreadable(fault, content.Sha256);
        }
    }

    private async Task<string> HashAsync(string sha256, Pace pace, CancellationToken ct)
    {
        await using var stream = await store.OpenAsync(sha256, ct);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 17);
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
                _checked!.Add(read);
                await pace.WaitAsync(read, ct);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Content {Sha256} is damaged: its bytes have the SHA-256 {Found}. It is not served any more; uploading the right bytes again heals it.")]
    private partial void LogDamaged(string sha256, string found);

    [LoggerMessage(Level = LogLevel.Error, Message = "Content {Sha256} could not be read.")]
    private partial void LogUnreadable(Exception fault, string sha256);

    /// <summary>Never faster than so many bytes a second.</summary>
    private sealed class Pace(long bytesPerSecond, TimeProvider clock)
    {
        private readonly long _began = clock.GetTimestamp();
        private long _bytes;

        public async ValueTask WaitAsync(int bytes, CancellationToken ct)
        {
            _bytes += bytes;
            var early = TimeSpan.FromSeconds((double)_bytes / bytesPerSecond) - clock.GetElapsedTime(_began);
            if (early > TimeSpan.FromMilliseconds(20))
                await Task.Delay(early, clock, ct);
        }
    }
}

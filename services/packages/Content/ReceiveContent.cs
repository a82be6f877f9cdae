using System.Buffers;
using System.Globalization;
using Distribution.Packages.Catalogue;
using Distribution.ServiceDefaults;

namespace Distribution.Packages.Content;

/// <summary>Takes bytes from a request into the store, hashing and judging them as they pass.</summary>
internal static class ReceiveContent
{
    private const int BufferBytes = 1 << 17;

    /// <summary>Reads a body to its end, or to the first byte that may not be there.</summary>
    /// <param name="most">How many bytes may come.</param>
    /// <param name="fileName">The name of what is uploaded, where it is known: a .zip is refused as soon as it breaks a rule.</param>
    /// <returns>How many bytes came; one more than allowed says that there were too many, and that one was not written.</returns>
    /// <exception cref="UnprocessableException">The zip breaks a rule.</exception>
    public static async Task<long> CopyAsync(Stream body, Stream target, long most, string? fileName, ContentScan scan, Func<ReadOnlyMemory<byte>, ValueTask>? alsoTo = null)
    {
        var isZip = fileName is not null && SilentCommands.IsZip(fileName);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var received = 0L;
            // No token: a caller who goes away ends the reading by itself, and a cancelled reading keeps the server from tidying up.
            for (int read; (read = await body.ReadAsync(buffer, CancellationToken.None)) > 0;)
            {
                if (received + read > most)
                    return most + 1;
                received += read;
                var bytes = buffer.AsMemory(0, read);
                await target.WriteAsync(bytes, CancellationToken.None);
                await scan.AppendAsync(bytes);
                if (alsoTo is not null)
                    await alsoTo(bytes);
                if (isZip && scan.ZipRefusal is { } refusal)
                    throw Refused(fileName!, refusal);
            }

            return received;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>What is known after the last byte; a .zip must be a good one.</summary>
    /// <exception cref="UnprocessableException">The zip breaks a rule.</exception>
    public static async Task<Scanned> FinishAsync(ContentScan scan, string? fileName)
    {
        var scanned = await scan.FinishAsync();
        if (fileName is null || !SilentCommands.IsZip(fileName))
            return scanned;
        return (scanned.Zip is null ? "this is not a zip" : scanned.Zip.Refusal) is { } refusal ? throw Refused(fileName, refusal) : scanned;
    }

    /// <summary>More bytes than one content may hold; 413.</summary>
    public static BadHttpRequestException TooLarge(long found) => new(
        string.Create(CultureInfo.InvariantCulture, $"Content may hold {ContentStore.LimitBytes} bytes (2^30); {found} or more were sent."),
        StatusCodes.Status413PayloadTooLarge);

    /// <summary>The address is not the one that the bytes have; 422.</summary>
    public static UnprocessableException OtherContent(string address, long bytes, string found) =>
        new($"The address says {address}, but the {bytes} bytes received have the SHA-256 {found}.");

    /// <summary>A full disk is told as what it is (507), everything else as it came.</summary>
    public static async Task<T> ExplainFullDisk<T>(Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (IOException fault) when (IsDiskFull(fault))
        {
            throw new BadHttpRequestException("The content store's disk is full; an upload can go on when there is room.", StatusCodes.Status507InsufficientStorage, fault);
        }
    }

    /// <summary>Whether a write failed for want of room: no space, or the quota is used up.</summary>
    internal static bool IsDiskFull(IOException fault) => OperatingSystem.IsWindows()
        ? (fault.HResult & 0xffff) is 0x70 or 0x27
        : fault.HResult is 28 or 122;

    private static UnprocessableException Refused(string fileName, string refusal) => new($"'{fileName}' is refused: {refusal}.");
}

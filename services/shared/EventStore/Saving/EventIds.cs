using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Distribution.EventStore;

/// <summary>
/// Ids of events (UUID version 7) in the order in which this process made them. Many events bear one moment; whoever sorts
/// by moment and id afterwards still has them in the order in which they happened.
/// </summary>
internal static class EventIds
{
    private const int CounterBits = 12;
    private static long _last;

    /// <summary>An id greater than every one before. More than 4,096 in a millisecond run ahead of the clock.</summary>
    public static Guid Next()
    {
        long last, next;
        do
        {
            last = Volatile.Read(ref _last);
            next = Math.Max(last + 1, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() << CounterBits);
        }
        while (Interlocked.CompareExchange(ref _last, next, last) != last);

        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes[8..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (next >> CounterBits << 16) | 0x7000 | (next & 0xfff));
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}

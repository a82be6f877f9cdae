using System.Text;

namespace Distribution.Agent.Processes;

/// <summary>Keeps the last part of what a program prints, however much it prints.</summary>
internal sealed class OutputTail(int limit = OutputTail.Limit)
{
    /// <summary>The most bytes of UTF-8 that a report carries.</summary>
    public const int Limit = 8 * 1024;

    private readonly Lock turn = new();
    private readonly byte[] ring = new byte[limit];
    private long written;

    /// <summary>Reads to the end; standard output and standard error are read side by side into the same tail.</summary>
    public async Task Follow(Stream source)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await source.ReadAsync(buffer)) > 0;)
                Add(buffer.AsSpan(0, read));
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException)
        {
            // The pipe was closed under us: what came before counts.
        }
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        lock (turn)
        {
            foreach (var one in bytes.Length > limit ? bytes[^limit..] : bytes)
                ring[written++ % limit] = one;
        }
    }

    /// <summary>The tail as text: what is not UTF-8 is replaced, control characters other than line breaks and tabs are dropped.</summary>
    public override string ToString()
    {
        byte[] bytes;
        lock (turn)
        {
            var length = (int)Math.Min(written, limit);
            bytes = new byte[length];
            for (var i = 0; i < length; i++)
                bytes[i] = ring[(written - length + i) % limit];
        }
        return Bounded(Encoding.UTF8.GetString(bytes), limit);
    }

    /// <summary>The end of a text, at most so many bytes of UTF-8.</summary>
    public static string Bounded(string text, int limit = Limit)
    {
        var clean = string.Concat(text.Where(c => !char.IsControl(c) || c is '\n' or '\t'));
        while (Encoding.UTF8.GetByteCount(clean) > limit)
            clean = clean[Math.Max(1, (Encoding.UTF8.GetByteCount(clean) - limit) / 3)..];
        return clean.Length > 0 && char.IsLowSurrogate(clean[0]) ? clean[1..] : clean;
    }
}

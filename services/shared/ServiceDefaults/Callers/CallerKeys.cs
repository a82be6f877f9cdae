namespace Distribution.ServiceDefaults;

/// <summary>
/// The keys by which services know that a caller was let in by the gateway: the first signs, all verify. A key is changed by putting
/// the new one behind the old one everywhere, then to the front, and by taking the old one away a minute later.
/// </summary>
public sealed class CallerKeys
{
    /// <summary>The setting that holds them, the same for the gateway and every service.</summary>
    public const string Setting = "Gateway:CallerKeys";

    private const int LeastBytes = 32;

    private CallerKeys(byte[][] keys) => Verify = keys;

    /// <summary>Every key with which a caller may be signed.</summary>
    public IReadOnlyList<byte[]> Verify { get; }

    /// <summary>The key with which callers are signed.</summary>
    public byte[] Signs => Verify[0];

    /// <summary>Reads keys in base64, parted by commas.</summary>
    /// <exception cref="InvalidOperationException">There is none, or one is no base64 or too short: the program must not start.</exception>
    public static CallerKeys Parse(string? setting)
    {
        var texts = (setting ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (texts.Length == 0)
            throw Wrong("is missing");
        return new([.. texts.Select((text, i) => Key(text) ?? throw Wrong($"has no such key at place {i + 1}"))]);
    }

    // The text itself is never told: messages end in logs.
    private static InvalidOperationException Wrong(string what) => new(
        $"The setting {Setting} {what}: at least {LeastBytes} random bytes in base64 (openssl rand -base64 {LeastBytes}), " +
        "the same for the gateway and all services; several are parted by commas, the first signs.");

    private static byte[]? Key(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length >= LeastBytes ? bytes[..length] : null;
    }
}

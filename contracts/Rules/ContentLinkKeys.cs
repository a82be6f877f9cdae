namespace Distribution.Contracts.Rules;

/// <summary>
/// The keys of content links: the first signs, all verify. A key is changed by putting the new one behind the old ones
/// everywhere, then to the front, and by taking the old one away when its links have expired.
/// </summary>
public sealed class ContentLinkKeys
{
    /// <summary>The setting that holds them, the same for packages and task-scheduling.</summary>
    public const string Setting = "Content:LinkKeys";

    private const int LeastBytes = 32;

    private ContentLinkKeys(byte[][] keys) => Verify = keys;

    /// <summary>Every key with which a link may be signed.</summary>
    public IReadOnlyList<byte[]> Verify { get; }

    /// <summary>The key with which links are signed.</summary>
    public byte[] Signs => Verify[0];

    /// <summary>Reads keys in base64, parted by commas.</summary>
    /// <exception cref="InvalidOperationException">There is none, or one is no base64 or too short: the service must not start.</exception>
    public static ContentLinkKeys Parse(string? setting)
    {
        var texts = (setting ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (texts.Length == 0)
            throw Wrong("is missing");
        return new([.. texts.Select((text, i) => Key(text) ?? throw Wrong($"has no such key at place {i + 1}"))]);
    }

    // The text itself is never told: messages end in logs.
    private static InvalidOperationException Wrong(string what) => new(
        $"The setting {Setting} {what}: at least {LeastBytes} random bytes in base64 (openssl rand -base64 {LeastBytes}), " +
        "the same for packages and task-scheduling; several are parted by commas, the first signs.");

    private static byte[]? Key(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length >= LeastBytes ? bytes[..length] : null;
    }
}

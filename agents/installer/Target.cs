using System.Globalization;

namespace Distribution.Installer;

/// <summary>One computer that gets an agent, as ssh knows it.</summary>
/// <param name="Port">Null leaves it to ssh and its configuration.</param>
internal sealed record Target(string? User, string Host, int? Port)
{
    /// <summary>user@host, as ssh and scp take it.</summary>
    public string Login => User is null ? Host : $"{User}@{Host}";

    public override string ToString() => Port is null ? Login : $"{Login}:{Port}";

    /// <summary>Reads [user@]host[:port]; null when it is not of that form.</summary>
    public static Target? Parse(string text)
    {
        var at = text.LastIndexOf('@');
        var (user, rest) = at < 0 ? (null, text) : (text[..at], text[(at + 1)..]);
        var (host, port) = rest.Split(':') is [var name, var number] ? (name, number) : (rest, null);

        // A host that begins with a dash would be read by ssh as one of its options.
        if (host.Length == 0 || user is "" || text.StartsWith('-') || host.StartsWith('-') || text.Any(c => char.IsWhiteSpace(c) || c is '\'' or '"'))
            return null;
        if (port is null)
            return new(user, host, null);
        return ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed > 0 ? new(user, host, parsed) : null;
    }
}

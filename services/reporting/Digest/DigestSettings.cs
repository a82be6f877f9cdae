namespace Distribution.Reporting.Digest;

/// <summary>The section Digest of the settings; without a host and somebody to write to, no digest is sent.</summary>
/// <param name="Host">The SMTP server.</param>
/// <param name="StartTls">Whether the connection is encrypted before anything is said; true unless it is set off.</param>
/// <param name="To">Addresses, separated by commas.</param>
/// <param name="At">The hour of the day in UTC, such as 06:00; the day before is told of.</param>
/// <param name="Address">Where the platform is, for the links; null leaves them out.</param>
internal sealed record DigestSettings(
    string? Host = null, int Port = 25, bool StartTls = true, string? User = null, string? Password = null, string? From = null, string? To = null,
    TimeOnly At = default, Uri? Address = null)
{
    /// <summary>What is wrong with them, and of which; null when nothing is.</summary>
    public static (string Name, string Fault)? Fault(DigestSettings settings) =>
        settings.Port is < 1 or > 65_535 ? (nameof(Port), $"must be a number from 1 to 65535, and is {settings.Port}.") : null;

    public bool IsWanted => Host is { Length: > 0 } && From is { Length: > 0 } && To is { Length: > 0 };
}

namespace Distribution.Proxy.Access;

/// <summary>How people and scripts are let in; the section 'Access' of the settings.</summary>
public sealed record AccessSettings
{
    /// <summary>The gateway's address as browsers know it; without it, as each request says.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>After how long without use a session is over.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromHours(1);

    /// <summary>After how long a session is over, however much it is used.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromHours(12);

    /// <summary>The first administrator's name.</summary>
    public string FirstName { get; init; } = "admin";

    /// <summary>The first administrator's one-time password; without it one is made and told in the log, once.</summary>
    public string? FirstPassword { get; init; }

    /// <summary>An API key with every right that is there from the first start on (dk_, 32 hexadecimal digits, _, 43 characters of base64url); without it there is none.</summary>
    public string? FirstKey { get; init; }
}

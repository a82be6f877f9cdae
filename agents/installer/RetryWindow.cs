namespace Distribution.Installer;

/// <summary>How long a computer that is off, restarting or away is tried again (domain 6.2).</summary>
internal static class RetryWindow
{
    /// <summary>How long to wait before the next try, or null when the window has no room for one.</summary>
    public static TimeSpan? Next(DateTimeOffset firstTry, DateTimeOffset now, TimeSpan window, TimeSpan interval) =>
        now + interval <= firstTry + window ? interval : null;
}

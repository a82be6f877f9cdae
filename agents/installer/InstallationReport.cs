namespace Distribution.Installer;

/// <summary>Where the installation stands on one computer.</summary>
internal enum InstallationState
{
    /// <summary>The agent is there and runs.</summary>
    Installed,

    /// <summary>The computer could not be reached within the retry window; it is on hold.</summary>
    StandBy,

    /// <summary>The computer was reached, and trying again would not help.</summary>
    Failed,
}

/// <summary>Whether one file is on the computer as it is here.</summary>
internal enum FileState
{
    Copied,
    Missing,
    Different,
}

/// <summary>One file of the agent on one computer.</summary>
internal sealed record FileReport(string Path, FileState State);

/// <summary>What happened on one computer (domain 6.4: could it be reached, was each file copied).</summary>
/// <param name="Reason">Why it has no running agent; null when it has.</param>
/// <param name="Notes">Options that do not apply to it, and the like.</param>
internal sealed record InstallationReport(
    string Computer, InstallationState State, string? Reason, int Tries, IReadOnlyList<FileReport> Files, IReadOnlyList<string> Notes,
    DateTimeOffset StartedAt, DateTimeOffset EndedAt)
{
    /// <summary>One line for people.</summary>
    public string Line() => State switch
    {
        InstallationState.Installed => $"{Computer}: installed, {Files.Count} files copied and verified{Aside()}",
        InstallationState.StandBy => $"{Computer}: on hold after {Tries} {(Tries == 1 ? "try" : "tries")}: {Reason}{Aside()}",
        _ => $"{Computer}: failed: {Reason}{Aside()}",
    };

    private string Aside() => Notes.Count == 0 ? "" : $" ({string.Join("; ", Notes)})";
}

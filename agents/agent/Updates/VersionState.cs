namespace Distribution.Agent.Updates;

/// <summary>Which version of the agent runs on this computer, and how the changes of it went. Pure.</summary>
/// <param name="Current">The folder of the version that runs; null is the installed program itself.</param>
/// <param name="Trial">The version that has to show that it is well; null is none.</param>
/// <param name="Ended">The last trials that ended, the newest last.</param>
internal sealed record VersionState(string? Current, Trial? Trial, IReadOnlyList<TrialEnd> Ended)
{
    private const int MostStarts = 3;
    private const int MostKept = 10;

    public static readonly VersionState Installed = new(null, null, []);

    /// <summary>The version that is to be started now, and the state that must be on the disk before it is.</summary>
    public (VersionState Next, string? Folder) Start(DateTimeOffset now) => Trial switch
    {
        null => (this, Current),
        { Starts: >= MostStarts } => Start(FellBack($"it ended {MostStarts} times without being well")),
        { Until: var until } when until <= now => Start(FellBack($"it was not well by {until:u}")),
        _ => (this with { Trial = Trial with { Starts = Trial.Starts + 1 } }, Trial.Folder),
    };

    public VersionState Try(string folder, string by, DateTimeOffset until) => this with { Trial = new(folder, by, 0, until) };

    /// <summary>The version in that folder has reached its server: from now on it is the one that runs.</summary>
    public VersionState IsWell(string? folder) =>
        Trial is null || Trial.Folder != folder ? this : new(Trial.Folder, null, Kept(new(Trial.By, null)));

    public TrialEnd? EndOf(string by) => Ended.LastOrDefault(one => one.By == by);

    private static (VersionState Next, string? Folder) Start(VersionState fallen) => (fallen, fallen.Current);

    private VersionState FellBack(string fault) => new(Current, null, Kept(new(Trial!.By, fault)));

    private List<TrialEnd> Kept(TrialEnd end) => [.. Ended.Append(end).TakeLast(MostKept)];
}

/// <summary>A version that has been unpacked and may run; if it is not well in time, the one before runs again.</summary>
/// <param name="By">The run of an action that brought it.</param>
internal sealed record Trial(string Folder, string By, int Starts, DateTimeOffset Until);

/// <param name="Fault">Why the version before runs again; null when the new one is well.</param>
internal sealed record TrialEnd(string By, string? Fault);

using Distribution.Contracts.Packages.V1;

namespace Distribution.Contracts.TaskScheduling.V1;

/// <summary>The priority of the processes that a task starts.</summary>
public enum WorkPriority
{
    Low,
    Normal,
    High,
}

/// <summary>When the running phase begins after the content is there (domain 3.3).</summary>
public enum InstallationTiming
{
    AtOnce,
    AtNextStartUp,
    AtShutdown,
}

/// <summary>What happens to work for the session user while nobody is logged on (domain, section 10).</summary>
public enum WithoutSession
{
    Wait,
    Fail,
}

/// <summary>Why an attempt went wrong, as far as it decides about another one.</summary>
public enum ErrorClass
{
    Unreachable,
    Transfer,
    NotStarted,
    BadExitCode,
    TimedOut,
    RetryLater,

    /// <summary>What the computer was told is signed by no key of the platform. Added last, for the sake of older listeners.</summary>
    Untrusted,
}

/// <summary>How often and how soon an attempt is repeated after one class of error.</summary>
/// <param name="Count">0 to 100 repetitions.</param>
/// <param name="IntervalSeconds">1 to 86,400 seconds before the first.</param>
/// <param name="BackOff">1 to 10: each wait is so many times the one before; null is 1.</param>
public sealed record RetryRule(ErrorClass On, int Count, int IntervalSeconds, double? BackOff = null);

/// <summary>Parameters of the installation phase (domain 6.2); null is always the default.</summary>
/// <param name="MostSimultaneous">Most computers that fetch or install at once; null is unlimited.</param>
/// <param name="RetryWindowMinutes">10 to 9,999 minutes during which an absent computer is tried; null is 120.</param>
/// <param name="RetryIntervalSeconds">1 to 86,400 seconds between two attempts; null is 120.</param>
/// <param name="ForceStopMinutes">1 to 10,080 minutes after which the whole execution is ended on the computer; null is never.</param>
/// <param name="Priority">Null is Normal.</param>
/// <param name="CreateAdminShare">Windows: make ADMIN$ when it is absent; null is true.</param>
/// <param name="StartRemoteRegistry">Windows: start the service when it stands; null is true.</param>
/// <param name="PingFirst">Ask for an echo before any other access; null is false.</param>
/// <param name="WakeOnLan">Wake a computer that does not answer; null is false.</param>
/// <param name="ServerAddress">The address that agents call back; null is automatic.</param>
public sealed record InstallationParameters(
    int? MostSimultaneous = null, int? RetryWindowMinutes = null, int? RetryIntervalSeconds = null, int? ForceStopMinutes = null,
    WorkPriority? Priority = null, bool? CreateAdminShare = null, bool? StartRemoteRegistry = null, bool? PingFirst = null,
    bool? WakeOnLan = null, string? ServerAddress = null);

/// <summary>Parameters of the running phase (domain 6.3); null is always the default.</summary>
/// <param name="MostSimultaneous">Most computers that run at once; null is unlimited.</param>
/// <param name="ActionTimeLimitSeconds">1 to 86,400 seconds for an action that names no limit of its own; null is the package's.</param>
/// <param name="SuccessCodes">Exit codes that mean success; null is the package's table.</param>
/// <param name="RunAs">Null is the agent's own account.</param>
/// <param name="WithoutSession">Null is Wait.</param>
/// <param name="DisableUac">Windows: no elevation prompt while it runs; null is false.</param>
/// <param name="LockInput">Mouse and keyboard are locked while it runs, and always released after it; null is false.</param>
/// <param name="Timing">Null is AtOnce.</param>
public sealed record RunningParameters(
    int? MostSimultaneous = null, int? ActionTimeLimitSeconds = null, IReadOnlyList<int>? SuccessCodes = null, RunAs? RunAs = null,
    WithoutSession? WithoutSession = null, bool? DisableUac = null, bool? LockInput = null, InstallationTiming? Timing = null);

/// <summary>What the user at the computer is told and may decide (domain 2.9); with nobody logged on the work begins as if there were none of this.</summary>
/// <param name="Message">Shown before the first action, 2,000 characters at most; null tells the task's name.</param>
/// <param name="CountdownSeconds">0 to 3,600 seconds from the message to the beginning, and before a restart that the task needs; null is 60.</param>
/// <param name="Postponements">0 to 100 times that download or installation may be put off, together; null is 0.</param>
/// <param name="PostponeMinutes">1 to 1,440 minutes by which each time puts it off; null is 60.</param>
/// <param name="DeadlineMinutes">1 to 43,200 minutes after the instruction's arrival behind which nothing is put off; null is three days.</param>
public sealed record UserParameters(
    string? Message = null, int? CountdownSeconds = null, int? Postponements = null, int? PostponeMinutes = null, int? DeadlineMinutes = null);

/// <summary>The parameters of a task; null is always the default.</summary>
/// <param name="Priority">-100 to 100: of several tasks for one computer the higher goes first; null is 0.</param>
/// <param name="Retries">
/// One rule per class of error; a class without one is not repeated, but for Unreachable, which the installation phase's retry window
/// governs. Null: RetryLater is repeated three times, after 5, 10 and 20 minutes, and nothing else.
/// </param>
/// <param name="User">Null begins without a word.</param>
/// <param name="Offer">The user of the computer chooses whether and when; nothing is fetched before (domain 3.10). Null is false.</param>
public sealed record TaskParameters(
    InstallationParameters? Installation = null, RunningParameters? Running = null, int? Priority = null, IReadOnlyList<RetryRule>? Retries = null,
    UserParameters? User = null, bool? Offer = null);

/// <summary>A time in which work may begin, in every week.</summary>
/// <param name="Days">The days on which it opens; null or none is every day.</param>
/// <param name="From">The local time at which it opens.</param>
/// <param name="Minutes">How long it stays open: 1 to 10,080; it may reach into the next days.</param>
/// <param name="TimeZone">IANA name; null is the computer's own local time.</param>
public sealed record MaintenanceWindow(IReadOnlyList<DayOfWeek>? Days, TimeOnly From, int Minutes, string? TimeZone = null);

/// <summary>When the running phase may begin on a computer: within a window of the task and within a window of the computer's groups, where there are any.</summary>
/// <param name="TransferOutside">Content may be fetched at any time; otherwise it waits for a window too.</param>
public sealed record RunWindows(
    IReadOnlyList<MaintenanceWindow>? Task = null, IReadOnlyList<MaintenanceWindow>? Groups = null, bool TransferOutside = false);

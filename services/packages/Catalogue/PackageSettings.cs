namespace Distribution.Packages.Catalogue;

/// <summary>What an exit code means; a code in no list is a failure. A package's own table takes the place of the platform's (domain, section 10).</summary>
public sealed record ExitCodeTable(
    IReadOnlyList<int>? Success = null, IReadOnlyList<int>? RestartNeeded = null, IReadOnlyList<int>? Restarting = null, IReadOnlyList<int>? RetryLater = null);

/// <summary>Whether a computer restarts after an action that asks for it.</summary>
public enum RestartBehaviour
{
    Never,
    WhenNeeded,
    Always,
}

/// <summary>On whose account a command runs.</summary>
public enum RunAs
{
    System,
    SessionUser,
}

/// <summary>Programs around an installation (domain 1.7); one that is null is not run.</summary>
public sealed record ExternalPrograms(ExternalProgram? Before = null, ExternalProgram? After = null, ExternalProgram? OnError = null);

/// <summary>A program of the operator's own; a time limit of 0 seconds waits for ever.</summary>
public sealed record ExternalProgram(
    string Command, OnProgramError OnError = OnProgramError.Abort, int TimeLimitSeconds = 0, OnProgramTimeOut OnTimeOut = OnProgramTimeOut.Fail);

/// <summary>What a failing external program does to the installation.</summary>
public enum OnProgramError
{
    Abort,
    Continue,
}

/// <summary>What an external program that takes too long does to the installation.</summary>
public enum OnProgramTimeOut
{
    Fail,
    Continue,
}

/// <summary>Programs that must not be running when an action begins, 1 to 20 names without a path; none takes the attribute away.</summary>
public sealed record BlockingProcesses(IReadOnlyList<string>? Names = null, WhenBlocked Then = WhenBlocked.Wait, int? WaitMinutes = null);

/// <summary>What a computer does while a blocking process runs.</summary>
public enum WhenBlocked
{
    Wait,
    Ask,
    Fail,
}

/// <summary>Comparison with a wanted value.</summary>
public enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>How several conditions are joined; none at all always holds (domain 5.1).</summary>
public enum JudgedBy
{
    Any,
    All,
}

/// <summary>What the computer itself must be (domain 1.7); every part given must hold. A comparison that is null asks for at least the value.</summary>
public sealed record SystemConditions(
    long? FreeDiskMegabytes = null, string? FreeDiskDrive = null, long? MemoryMegabytes = null, Comparison? MemoryComparison = null,
    string? OperatingSystemVersion = null, Comparison? OperatingSystemComparison = null);

/// <summary>Software that must or must not be on the computer, at most 100 conditions (domain, section 5).</summary>
public sealed record SoftwareConditions(JudgedBy JudgedBy = JudgedBy.Any, IReadOnlyList<SoftwareCondition>? Conditions = null);

/// <summary>One software condition: an exact name or a document number; comparison and version both or neither.</summary>
public sealed record SoftwareCondition(string Name, bool Installed = true, Comparison? Comparison = null, string? Version = null);

/// <summary>Packages of this platform that must or must not be on the computer, at most 100 conditions (domain 1.7).</summary>
public sealed record PackageConditions(JudgedBy JudgedBy = JudgedBy.Any, IReadOnlyList<PackageCondition>? Conditions = null);

/// <summary>One package condition; comparison and version both or neither.</summary>
public sealed record PackageCondition(Guid PackageId, bool Installed = true, Comparison? Comparison = null, string? Version = null);

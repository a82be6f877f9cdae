namespace Distribution.Contracts.Packages.V1;

/// <summary>What an exit code means, by list; a code in none of them is a failure (domain, section 10).</summary>
public sealed record ExitCodeTable(
    IReadOnlyList<int> Success, IReadOnlyList<int> RestartNeeded, IReadOnlyList<int> Restarting, IReadOnlyList<int> RetryLater);

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
public sealed record ExternalPrograms(ExternalProgram? Before, ExternalProgram? After, ExternalProgram? OnError);

/// <summary>A program of the operator's own, run at the computer.</summary>
/// <param name="Command">Path with arguments, quoted where the path has spaces; 256 characters at most (domain 1.7).</param>
/// <param name="TimeLimitSeconds">0 waits for ever (domain 1.7).</param>
public sealed record ExternalProgram(string Command, OnProgramError OnError, int TimeLimitSeconds, OnProgramTimeOut OnTimeOut);

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

/// <summary>Programs that must not be running when an action of the package begins.</summary>
/// <param name="Names">Names of processes without a path, 1 to 20; '.exe' may be left out, and letters are compared without their case.</param>
/// <param name="WaitMinutes">1 to 10,080 minutes after which Wait and Ask give up, and the action fails; null waits until the task expires.</param>
public sealed record BlockingProcesses(IReadOnlyList<string> Names, WhenBlocked Then, int? WaitMinutes = null);

/// <summary>What a computer does while a blocking process runs.</summary>
public enum WhenBlocked
{
    /// <summary>Waits until they have ended by themselves.</summary>
    Wait,

    /// <summary>Asks the user to end them, who may also let the action begin all the same.</summary>
    Ask,

    /// <summary>Fails.</summary>
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

/// <summary>What the computer itself must be (domain 1.7); every part given must hold.</summary>
/// <param name="FreeDiskDrive">Drive or mount point of <paramref name="FreeDiskMegabytes"/>; null is where the content goes.</param>
public sealed record SystemConditions(
    long? FreeDiskMegabytes, string? FreeDiskDrive, long? MemoryMegabytes, Comparison? MemoryComparison,
    string? OperatingSystemVersion, Comparison? OperatingSystemComparison);

/// <summary>Software that must or must not be on the computer, at most 100 conditions (domain, section 5).</summary>
public sealed record SoftwareConditions(JudgedBy JudgedBy, IReadOnlyList<SoftwareCondition> Conditions);

/// <summary>One software condition.</summary>
/// <param name="Name">The installed name, compared exactly, at most 2,048 bytes of UTF-8; or a document number such as KB2536276-v2.</param>
/// <param name="Installed">False asks that it is not there.</param>
/// <param name="Comparison">With <paramref name="Version"/>; null is any version.</param>
public sealed record SoftwareCondition(string Name, bool Installed, Comparison? Comparison, string? Version);

/// <summary>Packages of this platform that must or must not be on the computer (domain 1.7).</summary>
public sealed record PackageConditions(JudgedBy JudgedBy, IReadOnlyList<PackageCondition> Conditions);

/// <summary>One package condition, by the package's id.</summary>
/// <param name="Installed">False asks that it is not there.</param>
/// <param name="Comparison">With <paramref name="Version"/>; null is any version.</param>
public sealed record PackageCondition(Guid PackageId, bool Installed, Comparison? Comparison, string? Version);

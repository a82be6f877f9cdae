using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Contracts.Rules;

/// <summary>What an installer's exit code says.</summary>
public enum ExitMeaning
{
    Success,
    RestartNeeded,
    Restarting,
    RetryLater,
    AlreadyGone,
    Failure,
}

/// <summary>Exit codes of installers (domain, section 10). A package's own table takes the place of this one as a whole.</summary>
public static class ExitCodes
{
    /// <summary>A product that is not installed; on a removal that is what was wanted.</summary>
    public const int AlreadyGone = 1605;

    /// <summary>0 success; 3010 success, restart needed; 1641 success, restarting; 1618 try again later.</summary>
    public static ExitCodeTable Default { get; } = new([0], [3010], [1641], [1618]);

    /// <param name="table">The package's own table, or null for <see cref="Default"/>; a list that is missing is empty.</param>
    /// <returns>What the code means; a code in no list is a failure.</returns>
    public static ExitMeaning MeaningOf(int exitCode, ActionKind kind, ExitCodeTable? table = null)
    {
        table ??= Default;
        return Has(table.Success, exitCode) ? ExitMeaning.Success
            : Has(table.RestartNeeded, exitCode) ? ExitMeaning.RestartNeeded
            : Has(table.Restarting, exitCode) ? ExitMeaning.Restarting
            : Has(table.RetryLater, exitCode) ? ExitMeaning.RetryLater
            : exitCode == AlreadyGone && kind == ActionKind.Uninstall ? ExitMeaning.AlreadyGone
            : ExitMeaning.Failure;
    }

    private static bool Has(IReadOnlyList<int>? codes, int exitCode) => codes is not null && codes.Contains(exitCode);
}

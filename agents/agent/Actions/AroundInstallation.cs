using Distribution.Agent.Processes;
using Distribution.Contracts.Packages.V1;

namespace Distribution.Agent.Actions;

/// <summary>The programs before, after and on error of an installation, with their own rules for errors and time (domain 1.7).</summary>
internal sealed class AroundInstallation(Supervision supervision, PrepareCommand prepare, ActionRun run, CancellationToken stop)
{
    /// <param name="when">before, after, on error.</param>
    /// <returns>Why the installation must not count as well done, or null when all is well or the rule says to go on.</returns>
    public async Task<string?> Run(ExternalProgram? program, WorkFolder work, string when)
    {
        if (program is null)
            return null;
        var result = await supervision.Run(work, work.Command ?? prepare.Of(program, run.Action, work), CancellationToken.None, stop);
        return result switch
        {
            { End: SupervisedEnd.Exited, ExitCode: 0 } => null,
            { End: SupervisedEnd.TimedOut } => program.OnTimeOut == OnProgramTimeOut.Continue
                ? null
                : $"The program {when} it was not done within {program.TimeLimitSeconds} s.",
            _ when program.OnError == OnProgramError.Continue => null,
            { End: SupervisedEnd.Exited } => $"The program {when} it failed with exit code {result.ExitCode}: {OutputTail.Bounded(result.OutputTail.Trim(), 300)}".TrimEnd(' ', ':') + ".",
            null => $"The program {when} it was interrupted.",
            _ => $"The program {when} it could not be started: {result.Detail}",
        };
    }
}

namespace Distribution.Cli;

/// <summary>What a command says to a script (domain 3.8 for those of tasks).</summary>
public static class ExitCode
{
    /// <summary>Done; of a task: every computer ended without an error.</summary>
    public const int Succeeded = 0;

    /// <summary>The command could not be carried out; the error output says why.</summary>
    public const int Refused = 1;

    /// <summary>The task ended, on some computers with an error.</summary>
    public const int SomeErrors = 30;

    /// <summary>The task is running, so far without an error.</summary>
    public const int Running = 31;

    /// <summary>The task is running and some computers have ended with an error.</summary>
    public const int RunningWithErrors = 32;
}

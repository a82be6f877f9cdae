using System.Runtime.InteropServices;
using Distribution.Agent.Processes;

namespace Distribution.Agent;

/// <summary>Entry point of the program on every computer.</summary>
public static class Program
{
    /// <summary>Runs one of the verbs; 0 is success, 1 a failure while running, 64 a wrong command line.</summary>
    public static async Task<int> Main(string[] args)
    {
        if (args is [Supervisor.Verb, var folder])
            return await Supervisor.Run(folder);
        if (args is not [("run" or "status" or "log" or "install" or "remove") and var verb, .. var rest])
            return Explain(null);
        if (!AgentOptions.TryParse(rest, Environment.GetEnvironmentVariable, out var options, out var fault))
            return Explain(fault);
        return verb switch
        {
            "status" => ShowStatus.Print(options, Console.Out),
            "log" => ShowLog.Print(options, Console.Out),
            "remove" => Service.InstallService.Remove(options, Console.Out),
            _ when options.Server is null => Explain("--server is missing."),
            "install" when options.EnrolmentKey is null => Explain("--enrolment-key is missing."),
            "install" => Service.InstallService.Install(options, Console.Out),
            _ => await Run(options),
        };
    }

    private static async Task<int> Run(AgentOptions options)
    {
        var log = new AgentLog(Journals.DataFolder.LogIn(options.Data), TimeProvider.System, Console.Out);
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            return await new RunAgent(options, TimeProvider.System, Random.Shared, log).Run(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception problem) when (problem is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            log.Write(problem.Message);
            return 1;
        }
    }

    private static int Explain(string? fault)
    {
        if (fault is not null)
            Console.Error.WriteLine(fault);
        Console.Error.WriteLine(AgentOptions.Usage);
        return 64;
    }
}

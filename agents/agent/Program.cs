using System.Runtime.InteropServices;
using Distribution.Agent.Groups;
using Distribution.Agent.Processes;
using Distribution.Agent.Service;
using Distribution.Agent.Sessions;
using Distribution.Agent.Updates;
using Distribution.Agent.Users;

namespace Distribution.Agent;

/// <summary>Entry point of the program on every computer.</summary>
public static class Program
{
    /// <summary>Runs one of the verbs; 0 is success, 1 a failure while running, 64 a wrong command line.</summary>
    public static async Task<int> Main(string[] args)
    {
        if (args is [Supervisor.Verb, var folder])
            return await Supervisor.Run(folder);
        if (args is [InputLock.Verb, .. var locked])
            return await InputLock.Hold(locked);
        if (args is [var said, .. var words] && (UserVerbs.All.Contains(said) || (said == "install" && words is [var offer, ..] && !offer.StartsWith('-'))))
            return await Say(said, words);
        if (args is ["join", var group, .. var behind] && !group.StartsWith('-'))
            return await Join(group, behind);
        if (args is ["version"])
            return Say(Protocol.SelfPresentation.Version);
        if (args is not [("run" or "ui" or "status" or "log" or "install" or "remove") and var verb, .. var rest])
            return Explain(null);
        var isService = rest.Contains("--service");
        var (given, settings) = SettingsFile.Behind([.. rest.Where(word => word != "--service")], Environment.GetEnvironmentVariable);
        if (!AgentOptions.TryParse(given, settings, out var options, out var fault))
            return Explain(fault);
        return verb switch
        {
            "status" => ShowStatus.Print(options, Console.Out),
            "log" => ShowLog.Print(options, Console.Out),
            "ui" => await Ui(options),
            "remove" => InstallService.Remove(options, Console.Out),
            _ when options.Server is null => Explain("--server is missing."),
            "install" when options.EnrolmentKey is null => Explain("--enrolment-key is missing."),
            "install" => InstallService.Install(options, Console.Out),
            _ when isService && OperatingSystem.IsWindows() && AgentVersions.Own is null =>
                WindowsService.Run(stop => Run(options, args, stop)),
            _ => await Run(options, args, CancellationToken.None),
        };
    }

    private static async Task<int> Run(AgentOptions options, string[] arguments, CancellationToken ended)
    {
        var log = new AgentLog(Journals.DataFolder.LogIn(options.Data), TimeProvider.System, Console.Out);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ended);
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        if (AgentVersions.Own is null)
            return await new RunVersions(new(options.Data), arguments, () => GoingDown.Is(options.Root), TimeProvider.System, log).Run(() => RunOnce(options, log, stop.Token), stop.Token);
        _ = StopWithStarter(stop);
        return await RunOnce(options, log, stop.Token);
    }

    private static async Task<int> RunOnce(AgentOptions options, AgentLog log, CancellationToken stop)
    {
        try
        {
            return await new RunAgent(options, TimeProvider.System, Random.Shared, log, canChange: true).Run(stop);
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
        // A service has no console on which the runtime could tell of it.
        catch (Exception problem)
        {
            log.Write($"The agent ends by a fault of its own: {problem}");
            throw;
        }
    }

    // A version that an update brought ends with the program that started it, however that ends. Its one word is that the computer goes down.
    private static async Task StopWithStarter(CancellationTokenSource stop)
    {
        await using var input = Console.OpenStandardInput();
        while (await input.ReadAsync(new byte[64]) > 0)
            GoingDown.Tell();
        await stop.CancelAsync();
    }

    private static int Say(string text)
    {
        Console.WriteLine(text);
        return 0;
    }

    private static async Task<int> Say(string verb, string[] words)
    {
        var what = words is [var first, ..] && !first.StartsWith('-') ? first : null;
        return AgentOptions.TryParse(what is null ? words : words[1..], Environment.GetEnvironmentVariable, out var options, out var fault)
            ? await UserVerbs.Say(options, verb, what, Console.Out)
            : Explain(fault);
    }

    private static async Task<int> Join(string group, string[] words)
    {
        if (!AgentOptions.TryParse(words, Environment.GetEnvironmentVariable, out var options, out var fault))
            return Explain(fault);
        try
        {
            return await JoinGroup.Say(options, group, JoinGroup.Password(options.PasswordFile), Console.Out);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Explain(problem.Message);
        }
    }

    private static async Task<int> Ui(AgentOptions options)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        return await new UserScreen(UserPipe.Of(options.Data), Console.Out, Notification.Show, TimeProvider.System).Run(Console.In, stop.Token);
    }

    private static int Explain(string? fault)
    {
        if (fault is not null)
            Console.Error.WriteLine(fault);
        Console.Error.WriteLine(AgentOptions.Usage);
        return 64;
    }
}

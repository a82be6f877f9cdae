using Distribution.Agent.Actions;
using Distribution.Agent.Connections;
using Distribution.Agent.Groups;
using Distribution.Agent.Inventory;
using Distribution.Agent.Journals;
using Distribution.Agent.Processes;
using Distribution.Agent.Transfers;
using Distribution.Agent.Trust;
using Distribution.Agent.Updates;
using Distribution.Agent.Users;
using Distribution.Agent.Work;
using Distribution.Contracts.Agents.V1;

namespace Distribution.Agent;

/// <summary>The agent at work: loops around one journal.</summary>
/// <param name="canChange">Whoever started it starts another version when it ends with <see cref="AgentVersions.StartAnother"/>.</param>
internal sealed class RunAgent(AgentOptions options, TimeProvider own, Random random, AgentLog log, bool canChange = false)
{
    private readonly ServerClock clock = new(own, log);

    /// <summary>Runs until the token ends it. What is under way then goes on by itself and is found again at the next start.</summary>
    public async Task<int> Run(CancellationToken ended)
    {
        using var data = await TakeOver(ended);
        using var journal = Journal.Open(data.Journal, clock);
        if (journal.WasDamaged)
            log.Write($"The journal was damaged; the old one is kept as {data.Journal}.damaged. What was open is reported as failed.");
        // Before the enrolment, which may wait for its server for days: the agent itself is well.
        Service.SystemdNotify.Ready();
        var authority = options.Authority is { } file ? new PinnedAuthority(file) : null;
        using var connections = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(30) };
        if (authority is not null)
            connections.SslOptions = authority.ForHttp();
        // No limit on the whole of an answer: a gigabyte over a thin line takes hours, and silence has a limit of its own.
        using var http = new HttpClient(new LearnTime(clock, options.Server!, connections)) { Timeout = Timeout.InfiniteTimeSpan };
        var time = new AskTime(http, options.Server!, random, clock);
        // Before the first instruction may be judged to have expired.
        await time.Once(ended);
        var identity = Identity.Read(data.Identity) ?? await Enrol(http, data, ended);
        log.Write($"Computer {identity.ComputerId:D} ({options.Name}) starts with {journal.State.Open.Count} open execution(s), {journal.State.Reports.Count} report(s) to send.");

        var enrolment = new EnrolComputer(http, new(random), clock, log);
        var trust = new PinnedTrust(data.Trust);
        var findings = new Findings(clock);
        // Only where there is none: the file stays on the computer, and grows old.
        if (trust.Root is null && options.RootFile is { } rootFile && trust.TakeFile(rootFile) is { } wrong)
            findings.Tell(journal, FindingKind.UntrustedRoot, wrong);
        using var roots = new FetchRoots(http, options.Server!, trust, fault => findings.Tell(journal, FindingKind.UntrustedRoot, fault), random, clock, log);
        var gate = new Gate(new(trust, roots.Ask, () => clock.Latest), trust, (kind, detail) => findings.Tell(journal, kind, detail));
        var current = new CurrentIdentity(identity, data.Identity);
        async Task EnrolAgain(CancellationToken ct)
        {
            if (await enrolment.EnrolAgain(options.Server!, options.EnrolmentKey, options.Name, current.Value, ct) is { } broker)
                current.MoveTo(broker);
        }

        // Not the same as the end that is asked for: while the computer goes down, what was put off until then runs first.
        using var ending = new CancellationTokenSource();
        var stop = ending.Token;
        var cache = new ContentCache(data.Cache, options.CacheBytes);
        var versions = new AgentVersions(options.Data);
        var update = new UpdateAgent(versions, cache, TimeSpan.FromMinutes(options.TrialMinutes), canChange ? ending.Cancel : null, clock);
        var carryOut = new CarryOut(Supervision.ByOwnProgram(), cache, data.Work, options.Root, clock, update);
        var groups = new GroupRequests(data.GroupRequests);
        void Reached()
        {
            groups.TryAgain();
            if (versions.ReportWell())
                log.Write($"This version, {Protocol.SelfPresentation.Version}, is well, and stays.");
        }

        var presence = new SessionPresence(clock);
        var desk = new UserDesk(journal, cache, presence, groups, TimeSpan.FromHours(options.HoldHours), clock, log);
        var inventory = new InventoryOutbox(data.Inventory);
        var restart = Restart.Of(options.Root);
        var work = Task.WhenAll(
            Loop(new StayConnected(current, authority, gate, EnrolAgain, journal, inventory, Reached, new(random), clock, log).Run, stop),
            Loop(time.Run, stop),
            Loop(roots.Run, stop),
            Loop(new RotateSecret(http, options.Server!, current, data.SecretWish, clock, log).Run, stop),
            Loop(new SendGroupRequests(http, options.Server!, current, groups, new(random), clock, log).Run, stop),
            Loop(new TransferContents(
                journal, cache, new(http, options.Server!, options.ContentAddress, pace: options.Pace), options.Pace ?? Pace.Unlimited, random, clock, log).Run, stop),
            Loop(new RunActions(journal, carryOut, cache, restart, presence, clock, log).Run, stop),
            Loop(new EndExecutions(journal, clock).Run, stop),
            Loop(new KeepInventory(journal, new(options.Root), inventory, log).Run, stop),
            Loop(new TellWaits(journal, presence, clock).Run, stop),
            Loop(ct => UserPipe.Serve(UserPipe.Of(options.Data), desk, ct), stop));
        await Task.WhenAny(work, Task.Delay(Timeout.InfiniteTimeSpan, ended));
        if (ended.IsCancellationRequested && await Service.GoingDown.Is(options.Root))
            await new Shutdown(journal, presence, restart.BootId, clock, log).Complete();
        await ending.CancelAsync();
        await work;
        if (!ended.IsCancellationRequested)
        {
            log.Write("Another version of the agent is started in the place of this one.");
            return AgentVersions.StartAnother;
        }
        Service.SystemdNotify.Stopping();
        log.Write("Stopped. What is under way goes on by itself and is found at the next start.");
        return 0;
    }

    // Every loop takes all it knows from the journal, so beginning it again is the same as beginning the agent again:
    // a full disk, for one, is waited out.
    private async Task Loop(Func<CancellationToken, Task> loop, CancellationToken stop)
    {
        var backOff = new BackOff(random, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1));
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await loop(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem)
            {
                var wait = backOff.Next();
                log.Write($"{problem.Message} Going on in {wait.TotalSeconds:0} s. ({problem.GetType().Name} in {loop.Method.DeclaringType?.Name})");
                await Task.Delay(wait, clock, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    // A version that was started by another program may meet the one before on its way out.
    private async Task<DataFolder> TakeOver(CancellationToken stop)
    {
        var limit = clock.GetUtcNow() + TimeSpan.FromSeconds(60);
        while (true)
        {
            try
            {
                return DataFolder.Open(options.Data);
            }
            catch (InvalidOperationException) when (AgentVersions.Own is not null && clock.GetUtcNow() < limit)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), clock, stop);
            }
        }
    }

    private async Task<Identity> Enrol(HttpClient http, DataFolder data, CancellationToken stop)
    {
        if (options.EnrolmentKey is null)
            throw new InvalidOperationException("This computer is not enrolled yet: give --enrolment-key once.");
        return await new EnrolComputer(http, new(random), clock, log)
            .Enrol(options.Server!, options.EnrolmentKey, options.Name, data.Identity, data.IdentityWish, stop);
    }
}

namespace Distribution.Journeys.Tests;

/// <summary>What every journey does on its way; each step has a name, so that a failure says how far it came.</summary>
public abstract class Journey(WholeStreet whole, ITestOutputHelper output) : IAsyncDisposable
{
    private static int _count;
    private readonly List<StreetComputer> _computers = [];

    /// <summary>The street.</summary>
    protected virtual Street Street => whole.Street;

    /// <summary>What an operator can do.</summary>
    protected StreetApi Api => Street.Api;

    /// <summary>Where packages are made.</summary>
    protected string PackageFolder => whole.Packages;

    /// <summary>A name that no other journey uses.</summary>
    protected string Unique { get; } = $"j{Interlocked.Increment(ref _count)}";

    /// <summary>One step; its name is in the message when it fails.</summary>
    protected async Task Step(string what, Func<Task> act)
    {
        output.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.f} {what}");
        try
        {
            await act();
        }
        catch (Exception e)
        {
            foreach (var computer in _computers.Where(c => File.Exists(c.Log)))
                output.WriteLine($"--- {computer.Name}\n{string.Join('\n', File.ReadLines(computer.Log).TakeLast(15))}");
            throw new InvalidOperationException($"At the step '{what}': {e.Message}", e);
        }
    }

    /// <summary>A computer of this journey that enrols with a key; off when there is no key.</summary>
    protected StreetComputer Computer(string name, string? key = null)
    {
        var computer = Street.Computer($"{Unique}-{name}");
        _computers.Add(computer);
        if (key is not null)
            computer.TurnOn(key);
        return computer;
    }

    /// <summary>A group with computers in it, enrolled and on.</summary>
    protected async Task<JourneyGroup> GroupOf(params string[] names)
    {
        var group = new JourneyGroup { Id = await Api.CreateGroupAsync($"{Unique} group") };
        group.Key = await Api.CreateEnrolmentKeyAsync($"{Unique} key", group.Id);
        foreach (var name in names)
            group.Computers.Add(Computer(name, group.Key));
        await Joined(group);
        return group;
    }

    /// <summary>Waits until every computer of a group is a member of it.</summary>
    protected Task Joined(JourneyGroup group) => Eventually.Holds(
        async () =>
        {
            var ids = await Api.ComputersAsync();
            var members = await Api.MembersAsync(group.Id);
            group.Ids = group.Computers.Where(c => ids.ContainsKey(c.Name)).ToDictionary(c => c.Name, c => ids[c.Name]);
            return group.Ids.Values.Count(members.Contains);
        },
        joined => joined == group.Computers.Count,
        $"{group.Computers.Count} computers are members of the group");

    /// <summary>A real Debian package, built and registered.</summary>
    protected async Task<JourneySoftware> Software(string name, int seconds = 0, string? failUnless = null)
    {
        var software = $"{Unique}-{name}";
        return new JourneySoftware(
            await Api.RegisterPackageAsync(await SamplePackages.DebAsync(whole.Packages, software, "1.0", seconds, failUnless)), software);
    }

    /// <summary>A real zip, built and registered as files.</summary>
    protected async Task<Guid> Files(string name, string destination, params (string Path, string Text)[] files) =>
        await Api.RegisterPackageAsync(await SamplePackages.ZipAsync(whole.Packages, $"{Unique}-{name}", files), "Files", $"{Unique} {name}", "1", destination);

    /// <summary>Waits until a task's executions are as many, and each in this state.</summary>
    protected Task<IReadOnlyList<StreetExecution>> All(Guid taskId, int count, string state, int seconds = 60) => Eventually.Holds(
        () => Api.ExecutionsAsync(taskId),
        executions => executions.Count == count && executions.All(e => e.State == state),
        $"{count} executions are {state}",
        TimeSpan.FromSeconds(seconds));

    /// <summary>Waits until some execution of a task is in this state.</summary>
    protected Task<IReadOnlyList<StreetExecution>> Some(Guid taskId, string state) => Eventually.Holds(
        () => Api.ExecutionsAsync(taskId), executions => executions.Any(e => e.State == state), $"an execution is {state}");

    /// <summary>Software is installed on a computer, dpkg says, and its script ran as often as it should have.</summary>
    protected static async Task IsInstalled(StreetComputer computer, JourneySoftware software, int runs = 1)
    {
        (await SamplePackages.InstalledVersionAsync(computer.Root, software.Name)).ShouldBe("1.0", $"{software.Name} on {computer.Name}");
        SamplePackages.Runs(computer.Root, software.Name).Count.ShouldBe(runs, $"runs of {software.Name} on {computer.Name}");
    }

    /// <summary>How every journey ends: reporting has caught up, and no consumer gave a message up.</summary>
    protected async Task NothingWasLost(Guid taskId, int succeeded)
    {
        await Eventually.Holds(
            async () => (await Api.ReportedAsync(taskId)).Select(c => (string)c["state"]!).Count(s => s == "Succeeded"),
            count => count == succeeded,
            $"the report says that {succeeded} computers succeeded");
        await Street.ShouldHoldNoFailuresAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_computers.Select(c => c.DisposeAsync().AsTask()));
        // One journey's failure is not to be every later one's.
        await Street.StartWhatIsDownAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>A group and the computers that a journey put into it.</summary>
public sealed class JourneyGroup
{
    public required Guid Id { get; init; }

    public string Key { get; set; } = "";

    public List<StreetComputer> Computers { get; } = [];

    public IReadOnlyDictionary<string, Guid> Ids { get; set; } = new Dictionary<string, Guid>();
}

/// <summary>A registered package and the name that dpkg knows it by.</summary>
public sealed record JourneySoftware(Guid PackageId, string Name);

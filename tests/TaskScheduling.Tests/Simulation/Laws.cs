namespace Distribution.TaskScheduling.Tests.Simulation;

/// <summary>What must hold at every moment of the simulated year, judged apart from the code that keeps it.</summary>
internal sealed class Laws
{
    private const int MostTold = 20;
    private readonly List<string> _broken = [];

    public Laws(SimulatedYear world) => (OfRuns, OfExecutions, OfTasks) = (new(this), new(this, world), new(this));

    public RunLaws OfRuns { get; }

    public ExecutionLaws OfExecutions { get; }

    public TaskLaws OfTasks { get; }

    /// <summary>The first breaches in words.</summary>
    public IReadOnlyList<string> Broken => _broken;

    /// <summary>How often each event happened.</summary>
    public Dictionary<string, int> Events { get; } = [];

    public void Break(DateTimeOffset now, Guid what, string law)
    {
        if (_broken.Count < MostTold)
            _broken.Add($"{now:u} {what}: {law}");
    }

    public void Count(object @event) => Events[@event.GetType().Name] = Events.GetValueOrDefault(@event.GetType().Name) + 1;
}

/// <summary>When clocks show a time, found by looking at them minute by minute and not by the product's rule.</summary>
internal static class Clocks
{
    private static readonly Dictionary<(DateTime, string), DateTimeOffset> Found = [];

    /// <summary>The first moment at which the clocks of a zone show a time or, where a change skips it, a later one.</summary>
    public static DateTimeOffset FirstShowing(DateTime local, TimeZoneInfo zone)
    {
        if (Found.TryGetValue((local, zone.Id), out var found))
            return found;
        // From two hours before the earliest that it can be: the zone's offsets around that day are all there are.
        var asUtc = new DateTimeOffset(local, TimeSpan.Zero);
        var ahead = new[] { zone.GetUtcOffset(asUtc.AddDays(-1)), zone.GetUtcOffset(asUtc.AddDays(1)) }.Max();
        var moment = asUtc - ahead - TimeSpan.FromHours(2);
        while (TimeZoneInfo.ConvertTime(moment, zone).DateTime < local)
            moment = moment.AddMinutes(1);
        return Found[(local, zone.Id)] = moment;
    }
}

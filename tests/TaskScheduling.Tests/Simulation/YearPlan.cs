using Distribution.Contracts.Rules;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Tasks;
using TaskCreated = Distribution.TaskScheduling.Tasks.TaskCreated;

namespace Distribution.TaskScheduling.Tests.Simulation;

/// <summary>Who and what there is in the year, drawn by chance: computers of nine zones in twenty groups, and five hundred tasks of every kind.</summary>
internal sealed class YearPlan(SimulatedYear world, DateTimeOffset begin, Random chance)
{
    public const int Computers = 2_000;
    public const int Groups = 20;
    private const int Days = 365;

    private static readonly string[] Zones =
    [
        "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Tokyo", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland",
        "Pacific/Kiritimati", "UTC",
    ];

    // Nights on which clocks are changed, at a time that is skipped or comes twice.
    private static readonly (string Zone, DateTime Local)[] Changes =
    [
        ("Europe/Berlin", new(2026, 3, 29, 2, 30, 0)), ("Europe/Berlin", new(2026, 10, 25, 2, 30, 0)),
        ("America/New_York", new(2026, 3, 8, 2, 10, 0)), ("America/New_York", new(2026, 11, 1, 1, 40, 0)),
        ("Australia/Lord_Howe", new(2026, 10, 4, 2, 10, 0)), ("Australia/Lord_Howe", new(2026, 4, 5, 1, 50, 0)),
        ("Pacific/Auckland", new(2026, 9, 27, 2, 20, 0)), ("Pacific/Auckland", new(2026, 4, 5, 2, 20, 0)),
    ];

    public static Guid Computer(int number) => Id(1, number);

    public static Guid Group(int number) => Id(2, number);

    public static Guid Policy(int number) => Id(4, number);

    public static TaskAction[] Actions(string name, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new TaskAction(ActionKind.Run, null, null, $"{name} {i}", null, 600 * (i + 1)))];

    /// <summary>Most computers are there from the beginning, one in ten joins a group some day, one in twenty is deleted some day; so are two groups.</summary>
    public void People()
    {
        for (var i = 0; i < Groups; i++)
            world.Groups[Group(i)] = new(i % 7 == 2 ? [new MaintenanceWindow([DayOfWeek.Saturday, DayOfWeek.Tuesday], new TimeOnly(1, 30), 300)] : []);
        for (var i = 0; i < Computers; i++)
        {
            var computer = new SimulatedComputer(world, Computer(i), LocalStart.Zone(Zones[i % Zones.Length])!, new Random(chance.Next()));
            world.Computers[computer.Id] = computer;
            world.At(begin.AddHours(chance.NextDouble() * 48), computer.Line.Live);
            // The last group stays empty until it is deleted: what stands for it ends with it.
            foreach (var group in new[] { chance.Next(Groups - 1), chance.Next(Groups - 1) })
                world.At(i % 10 == 0 ? SomeDay() : begin, () => world.Join(Group(group), computer.Id));
            if (i % 20 == 1)
                world.At(SomeDay(), () => world.Remove(computer));
        }

        world.At(begin.AddDays(250), () => world.Remove(Group(Groups - 1)));
        world.At(begin.AddDays(300), () => world.Remove(Group(3)));
    }

    /// <summary>One task, from a day of the year on.</summary>
    public Guid Task(int number, out DateTimeOffset at)
    {
        var (id, drawn) = (Id(3, number), begin.AddMinutes(chance.Next(0, (Days - 5) * 24 * 60)));
        var changed = number % 10 == 1 ? Changes[chance.Next(Changes.Length)] : (Zones[chance.Next(Zones.Length)], Minutes(drawn.AddDays(1)));
        var created = number % 10 == 1 ? new DateTimeOffset(changed.Item2, TimeSpan.Zero).AddDays(-2) : drawn;
        var group = number % 8 == 3 ? Group(number % 40 == 3 ? Groups - 1 : chance.Next(Groups)) : (Guid?)null;
        var destinations = group is { } one ? new TaskDestinations([], [one]) : new TaskDestinations(
            [.. Enumerable.Range(0, number % 50 == 7 ? 1 : chance.Next(10, 50)).Select(_ => Computer(chance.Next(Computers))).Distinct()], []);
        var rollout = number % 4 == 1
            ? new TaskRollout([new(Count: 3), new(Percent: 40, PauseMinutes: 120), new(Percent: 100, Approval: number % 8 == 1)], 60, FailurePercent: 40)
            : null;
        var countermeasure = number % 6 == 5 ? new Countermeasure(Policy(number / 6 % 3)) : null;
        var schedule = Schedule(number, created, changed.Item1, changed.Item2);
        var parameters = number % 7 == 0 ? new TaskParameters(Retries: [new(ErrorClass.BadExitCode, 2, 600, 2), new(ErrorClass.TimedOut, 1, 3_600)]) : null;
        var actions = chance.Next(1, 4);
        at = created;
        world.At(created, () => world.Tasks.Create(new TaskCreated(
            id, $"Task {number}", "", TaskKind.Distribution, countermeasure is null ? TaskClass.Administrator : TaskClass.AutomaticCountermeasure,
            Actions("step", actions), destinations, schedule.Resolve(created), new TaskRunning(number % 3 == 0, 900, parameters), null, "", created, rollout,
            null, countermeasure)));
        return id;
    }

    private WantedSchedule Schedule(int number, DateTimeOffset created, string zone, DateTime local)
    {
        var expires = created.AddDays(chance.Next(3, 40));
        return (number % 5) switch
        {
            _ when number % 25 == 0 => new(
                null, null, zone, created.AddDays(60), Cron: $"0 30 {chance.Next(0, 5)} ? * MON,SUN", RunLastsMinutes: 2_880),
            0 => new(null, null, null, expires),
            1 => new(null, local, zone, expires.AddDays(2)),
            2 => new(null, local, null, expires.AddDays(3), OwnLocalTime: true),
            3 => new(null, local, null, expires.AddDays(3), LocalTransfer: local.AddHours(-9), OwnLocalTime: true),
            _ => new(null, null, null, expires, Windows: new RunWindows([new MaintenanceWindow(null, new TimeOnly(chance.Next(0, 24), 30), 240)])),
        };
    }

    private DateTimeOffset SomeDay() => begin.AddDays(chance.NextDouble() * (Days - 5));

    private static DateTime Minutes(DateTimeOffset moment) => new(moment.Year, moment.Month, moment.Day, moment.Hour, moment.Minute, 0, DateTimeKind.Unspecified);

    private static Guid Id(int kind, int number) => new(kind, 0, 0, [0, 0, 0, 0, .. BitConverter.GetBytes(number)]);
}

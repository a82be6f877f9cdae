using Dapper;

namespace Distribution.Reporting.Tests;

public sealed class StormTests(ReportingService ordered, ReportingStorm storm) : IClassFixture<ReportingService>, IClassFixture<ReportingStorm>
{
    [Fact]
    public async Task A_storm_of_duplicated_and_shuffled_messages_gives_the_tables_of_the_ordered_run()
    {
        var world = new World(seed: 4711).Grow(computers: 25, tasks: 6);
        var shuffled = world.Said.Concat(world.Said).Concat(world.Said).ToArray();
        new Random(1).Shuffle(shuffled);

        await ordered.Hears(world.Said);
        await storm.Reporting.Hears(shuffled);

        var (expected, found) = (await ordered.Dump(), await storm.Reporting.Dump());
        expected["executions"].Split('\n').Length.ShouldBe(25 * 6);
        foreach (var (table, rows) in expected)
        {
            rows.ShouldNotBeEmpty(table);
            found[table].ShouldBe(rows, table);
        }
        await ShouldEqualARecount(storm.Reporting);
        await storm.Reporting.Service.ShouldHoldNoFailuresAsync();
    }

    private static async Task ShouldEqualARecount(ReportingService reporting)
    {
        await using var connection = await reporting.Tables();
        var counted = await connection.QueryAsync<(Guid, string, long)>("select task_id, state, count from reporting.task_counts where count <> 0 order by 1, 2");
        var recounted = await connection.QueryAsync<(Guid, string, long)>("select task_id, state, count(*) from reporting.executions group by 1, 2 order by 1, 2");
        counted.ShouldBe(recounted);
    }
}

/// <summary>A second service, so that two runs can be compared.</summary>
public sealed class ReportingStorm : IAsyncLifetime
{
    internal ReportingService Reporting { get; } = new();

    public ValueTask InitializeAsync() => Reporting.InitializeAsync();

    public ValueTask DisposeAsync() => Reporting.DisposeAsync();
}

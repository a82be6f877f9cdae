using System.Text.Json;
using Dapper;
using Distribution.Reporting.Rebuilding;
using Distribution.Reporting.Tables;
using Distribution.ServiceDefaults;
using Npgsql;

namespace Distribution.Reporting.Tests;

public sealed class RecountTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(20_261_121)]
    [InlineData(99)]
    public async Task Whatever_the_order_the_repeats_and_the_batches_the_tables_equal_a_recount_of_the_events(int seed)
    {
        var world = new World(seed).Grow(computers: 12, tasks: 5);
        await using var database = await SetAsync();
        await StormAsync(database, world.Said, new Random(seed));

        await using var tables = await database.OpenConnectionAsync();
        var recount = new Recount(world.Said);
        (await tables.QueryAsync<(Guid, Guid, long, int, string, int, string?, DateTime?)>(
            """
            select task_id, computer_id, version, attempt, state, progress, reason, requested_at from executions
            order by task_id::text collate "C", computer_id::text collate "C"
            """)).ShouldBe(recount.Executions());
        (await tables.QueryAsync<(Guid, string, long)>(
            """select task_id, state, count from task_counts where count <> 0 order by task_id::text collate "C", state collate "C" """)).ShouldBe(recount.Counts());
        (await tables.QueryAsync<(Guid, Guid, string?, int?)>(
            """
            select task_id, computer_id, error, exit_code from executions where state = 'Failed'
            order by task_id::text collate "C", computer_id::text collate "C"
            """)).ShouldBe(recount.Causes());
        (await tables.QueryAsync<(Guid, int, string, string, string, long)>(
            "select task_id, wave, state, error, exit_code, count from task_facets where count <> 0 order by 1, 2, 3, 4, 5")).ShouldBe(
            await tables.QueryAsync<(Guid, int, string, string, string, long)>(
                """
                select task_id, coalesce(wave, 0), state, coalesce(error, ''), coalesce(exit_code::text, ''), count(*) from executions
                group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
                """));
        (await tables.QueryAsync<(Guid, Guid)>(
            """select group_id, computer_id from memberships where present order by group_id::text collate "C", computer_id::text collate "C" """)).ShouldBe(recount.Members());
    }

    private static async Task<NpgsqlDataSource> SetAsync()
    {
        TableTypes.Register();
        var database = NpgsqlDataSource.Create(TableSets.Connection(await PrivatePostgres.CreateDatabaseAsync("recount")));
        await new CreateTables(database).StartAsync(CancellationToken.None);
        return database;
    }

    // Each message three times, shuffled, in batches of any size, as queues of a broker under fire would bring them.
    private static async Task StormAsync(NpgsqlDataSource database, IReadOnlyList<Sent> said, Random random)
    {
        var shuffled = said.Concat(said).Concat(said).ToArray();
        random.Shuffle(shuffled);
        await using var connection = await database.OpenConnectionAsync();
        for (var place = 0; place < shuffled.Length;)
        {
            var batch = shuffled.Skip(place).Take(random.Next(1, 120)).ToList();
            place += batch.Count;
            await using var transaction = await connection.BeginTransactionAsync();
            foreach (var alike in batch.GroupBy(sent => sent.Message.GetType()))
            {
                await Writers.WriteAsync(transaction, $"urn:message:{alike.Key.Namespace}:{alike.Key.Name}",
                    [.. alike.Select(sent => (sent.Id, JsonSerializer.SerializeToUtf8Bytes(sent.Message, alike.Key, HouseJson.Options)))]);
            }

            await transaction.CommitAsync();
        }
    }
}

using Dapper;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.TaskReports;

namespace Distribution.Reporting.Tests;

public sealed class ReplicaTests(ReportingService reporting) : IClassFixture<ReportingService>
{
    [Fact]
    public async Task Replicas_that_write_the_same_rows_at_once_keep_counts_that_equal_a_recount()
    {
        var task = Guid.NewGuid();
        var computers = Enumerable.Range(0, 60).Select(_ => Guid.NewGuid()).ToArray();
        var states = Enum.GetValues<ExecutionState>();

        await Parallel.ForEachAsync(Enumerable.Range(0, 8), async (replica, cancel) =>
        {
            var random = new Random(replica);
            await using var connection = await reporting.Tables();
            for (var batch = 0; batch < 40; batch++)
            {
                await using var transaction = await connection.BeginTransactionAsync(cancel);
                await ExecutionRows.Write(transaction, [.. Enumerable.Range(0, 50).Select(_ =>
                {
                    var (computer, version) = (computers[random.Next(computers.Length)], random.Next(1, 400));
                    var at = DateTimeOffset.UnixEpoch.AddSeconds(version);
                    return new ExecutionRow(task, computer, computer, version, 1, states[version % states.Length], 0, null, version == 1 ? at : null, at);
                })]);
                await transaction.CommitAsync(cancel);
            }
        });

        await using var read = await reporting.Tables();
        var counted = await read.QueryAsync<(string, long)>("select state, count from reporting.task_counts where task_id = @task and count <> 0 order by 1", new { task });
        var recounted = await read.QueryAsync<(string, long)>("select state, count(*) from reporting.executions where task_id = @task group by 1 order by 1", new { task });
        counted.ShouldBe(recounted);
        counted.Sum(c => c.Item2).ShouldBe(60);
    }

    [Fact]
    public async Task Several_replicas_may_start_at_once_on_an_empty_database()
    {
        var database = await PrivatePostgres.CreateDatabaseAsync("replicas");
        var broker = (await PrivateRabbitMq.CreateVirtualHostAsync("replicas")).ToString();
        var replicas = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            ServiceUnderTest.StartAsync(Program.Build, ("ConnectionStrings:Database", database), ("RabbitMq:Uri", broker))));
        foreach (var replica in replicas)
        {
            (await replica.Client.GetAsync(new Uri("/reports/overview", UriKind.Relative))).EnsureSuccessStatusCode();
            await replica.DisposeAsync();
        }
    }
}

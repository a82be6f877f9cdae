using System.Text.Json;
using Dapper;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Reporting.Rebuilding;
using Distribution.ServiceDefaults;
using RabbitMQ.Client;

namespace Distribution.Reporting.Tests;

public sealed class RebuildTests(ReportingService late, ReportingStorm complete) : IClassFixture<ReportingService>, IClassFixture<ReportingStorm>
{
    [Fact]
    public async Task Tables_that_missed_half_of_what_was_told_are_built_anew_while_the_old_ones_are_read()
    {
        var (world, meanwhile) = (new World(seed: 17).Grow(computers: 15, tasks: 4), new World(seed: 18).Grow(computers: 5, tasks: 2));
        await complete.Reporting.Hears([.. world.Said, .. meanwhile.Said]);
        await late.Hears([.. world.Said.Where((_, i) => i % 2 == 0)]);
        var before = await late.Dump();

        var rebuild = Guid.NewGuid();
        using (var begun = await late.Client.PutAsync(new Uri($"/reports/rebuilds/{rebuild}", UriKind.Relative), null))
            ((int)begun.StatusCode).ShouldBe(202);
        var queue = (await Rebuild(rebuild)).GetProperty("queue").GetString()!;
        await using var teller = await Teller.OpenAsync(late.Service.BrokerUri, queue);
        var history = world.Said.Concat(world.Said).ToArray();
        new Random(3).Shuffle(history);
        await teller.TellAsync(history.Take(history.Length / 2));
        (await late.Dump())["executions"].ShouldBe(before["executions"], "what is read stays as it was until the new tables are whole");
        await late.Hears(meanwhile.Said);
        await teller.TellAsync(history.Skip(history.Length / 2));
        foreach (var service in new[] { "packages", "id-group-policy", "task-scheduling" })
        {
            (await Rebuild(rebuild)).GetProperty("endedAt").ValueKind.ShouldBe(JsonValueKind.Null, $"before {service}");
            await teller.EndAsync(service);
        }

        await Eventually.Holds(async () => (await Rebuild(rebuild)).GetProperty("outcome").GetString(), outcome => outcome == "Completed", "the new tables are read");
        var (expected, found) = (await complete.Reporting.Dump(), await late.Dump());
        foreach (var (table, rows) in expected)
            found[table].ShouldBe(rows, table);

        var computer = Guid.NewGuid();
        await late.HearsOf(new ComputerEnrolled(computer, 1, "afterwards", "linux", "x64", DateTimeOffset.UnixEpoch));
        (await late.Get($"/reports/computers/{computer}/history")).GetProperty("items").GetArrayLength().ShouldBe(1, "what is told later is written where it is read");
        await late.Service.ShouldHoldNoFailuresAsync();
    }

    [Fact]
    public async Task One_that_never_hears_all_histories_is_given_up_after_a_silence_and_what_is_read_stays()
    {
        var rebuild = Guid.NewGuid();
        using (var begun = await late.Client.PutAsync(new Uri($"/reports/rebuilds/{rebuild}", UriKind.Relative), null))
            ((int)begun.StatusCode).ShouldBe(202);
        await using var teller = await Teller.OpenAsync(late.Service.BrokerUri, (await Rebuild(rebuild)).GetProperty("queue").GetString()!);
        var before = DateTimeOffset.UtcNow;
        await teller.TellAsync([new(Guid.NewGuid(), new ComputerEnrolled(Guid.NewGuid(), 1, "told once more", "linux", "x64", DateTimeOffset.UnixEpoch))]);
        await using var tables = await late.Tables();
        await Eventually.Holds(
            () => tables.ExecuteScalarAsync<bool>("select heard_at is not null from reporting_control.rebuilds where id = @rebuild", new { rebuild }), heard => heard, "something is heard");

        (await Rebuilds.GiveUpSilentAsync(tables, before, DateTimeOffset.UtcNow)).ShouldBeFalse("it was heard of since");
        (await Rebuilds.GiveUpSilentAsync(tables, DateTimeOffset.UtcNow.AddMinutes(1), DateTimeOffset.UtcNow)).ShouldBeTrue();
        (await Rebuild(rebuild)).GetProperty("outcome").GetString().ShouldBe("GivenUp");
        (await tables.ExecuteScalarAsync<bool>("select to_regnamespace('reporting_shadow') is null")).ShouldBeTrue("nothing is written twice any more");
        await late.HearsOf(new ComputerEnrolled(Guid.NewGuid(), 1, "afterwards", "linux", "x64", DateTimeOffset.UnixEpoch));
    }

    private Task<JsonElement> Rebuild(Guid id) => late.Get($"/reports/rebuilds/{id}");

    /// <summary>Plays the services that tell their history once more.</summary>
    private sealed class Teller(IConnection connection, IChannel channel, string queue) : IAsyncDisposable
    {
        public static async Task<Teller> OpenAsync(Uri broker, string queue)
        {
            var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
            var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
            await HistoryQueue.DeclareAsync(channel, queue, CancellationToken.None);
            return new(connection, channel, queue);
        }

        public async Task TellAsync(IEnumerable<Sent> messages)
        {
            foreach (var (id, message) in messages)
            {
                var properties = new BasicProperties { MessageId = id.ToString(), Type = $"urn:message:{message.GetType().Namespace}:{message.GetType().Name}" };
                await channel.BasicPublishAsync("", queue, true, properties, JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), HouseJson.Options));
            }
        }

        public async Task EndAsync(string service) =>
            await channel.BasicPublishAsync("", queue, true, new BasicProperties { Type = "history-told", AppId = service }, ReadOnlyMemory<byte>.Empty);

        public async ValueTask DisposeAsync()
        {
            await channel.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Distribution.Reporting.Tables;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Distribution.Reporting.Tests;

/// <summary>The whole service, on a database and a virtual host of its own.</summary>
public sealed class ReportingService : IAsyncLifetime
{
    private readonly Heard _heard = new();
    private ServiceUnderTest? _service;

    internal ServiceUnderTest Service => _service!;

    internal HttpClient Client => Service.Client;

    public async ValueTask InitializeAsync()
    {
        _service = await ServiceUnderTest.StartAsync(Program.Build);
        Service.Services.GetRequiredService<IBusControl>().ConnectReceiveObserver(_heard);
        // What is said before its queues are there goes past a service that never ran before.
        await Eventually.Holds(async () => (await Client.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode, status => status == HttpStatusCode.OK, "the service is ready");
    }

    public async ValueTask DisposeAsync() => await Service.DisposeAsync();

    /// <summary>Says messages on the bus as the services' publishers do, and waits until every one is recorded.</summary>
    internal async Task Hears(IReadOnlyCollection<Sent> messages)
    {
        var expected = _heard.Count + messages.Count;
        foreach (var part in messages.Chunk(500))
            await Task.WhenAll(part.Select(Publish));
        await Eventually.Holds(() => Task.FromResult(_heard.Count), count => count == expected, $"{expected} messages are recorded", TimeSpan.FromSeconds(60));
    }

    internal Task Says(object message) => Publish(new(Guid.NewGuid(), message));

    private Task Publish(Sent sent) =>
        Service.Services.GetRequiredService<IBus>().Publish(sent.Message, sent.Message.GetType(), context => context.MessageId = sent.Id);

    internal Task HearsOf(params object[] messages) => Hears([.. messages.Select(message => new Sent(Guid.NewGuid(), message))]);

    internal async Task<JsonElement> Get(string path) => await Client.GetFromJsonAsync<JsonElement>(path);

    internal async Task<NpgsqlConnection> Tables()
    {
        var connection = new NpgsqlConnection(TableSets.Connection(Service.ConnectionString));
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Every read table as text, without the numbers of the transactions that wrote it.</summary>
    internal async Task<Dictionary<string, string>> Dump()
    {
        await using var connection = await Tables();
        return await Dump(connection);
    }

    internal static async Task<Dictionary<string, string>> Dump(NpgsqlConnection connection)
    {
        var dump = new Dictionary<string, string>();
        foreach (var (table, key) in new[]
        {
            ("tasks", "task_id"), ("executions", "task_id, computer_id"), ("task_counts", "task_id, state"), ("actions", "execution_id, attempt, action"),
            ("computers", "computer_id"), ("groups", "group_id"), ("memberships", "group_id, computer_id"), ("packages", "package_id"), ("package_revisions", "package_id, version"),
            ("task_facets", "task_id, wave, state, error, exit_code"), ("task_minutes", "task_id, minute, state"), ("timeline", "computer_id, at, message_id"),
        })
        {
            var where = table is "task_counts" or "task_facets" or "task_minutes" ? "where count <> 0" : "";
            var rows = await connection.QueryAsync<string>($"select (to_jsonb(t) - 'changed')::text from reporting.{table} t {where} order by {key}");
            dump[table] = string.Join('\n', rows);
        }
        return dump;
    }
}

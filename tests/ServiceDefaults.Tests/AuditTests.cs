using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Distribution.EventStore;
using Distribution.ServiceDefaults.Tests.Sample;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Distribution.ServiceDefaults.Tests;

/// <summary>Who changed what is saved with the change, and whoever changes that record later is found out.</summary>
public sealed class AuditTests(SampleFixture sample) : IClassFixture<SampleFixture>
{
    private static readonly Caller Ann = new("ann-1", "Ann", CallerKind.Person, ["system-administrator"], null, "10.0.0.1", "request-of-ann");

    private ServiceUnderTest Service => sample.Service;

    [Fact]
    public async Task A_change_is_audited_with_who_from_where_by_what_and_how_it_was_before()
    {
        var id = await InstallAsync("Before");
        (await SendAsync(HttpMethod.Post, $"/lamps/{id}/switch")).ShouldBe(HttpStatusCode.NoContent);

        var (installed, switched) = (await OfAsync(id, 0), await OfAsync(id, 1));
        installed.ShouldSatisfyAllConditions(
            a => (a.CallerId, a.CallerName, a.CallerKind, a.Address, a.RequestId).ShouldBe(("ann-1", "Ann", "Person", "10.0.0.1", "request-of-ann")),
            a => a.Action.ShouldBe("POST /lamps"),
            a => a.Changes.ShouldHaveSingleItem().Before.ShouldBeNull(),
            a => a.Changes[0].Noun.ShouldBe("lamp"),
            a => a.Changes[0].Events.ShouldHaveSingleItem().Data!.Value.GetProperty("name").GetString().ShouldBe("Before"));
        switched.Action.ShouldBe("POST /lamps/{id:guid}/switch");
        switched.Changes[0].Before!.Value.GetProperty("times").GetInt32().ShouldBe(0);
        switched.Changes[0].Events.Select(e => (e.Kind, e.Data!.Value.GetProperty("times").GetInt32())).ShouldBe([("LampSwitched", 1)]);
    }

    [Fact]
    public async Task What_changes_nothing_is_refused_or_comes_by_a_message_is_not_audited()
    {
        var id = await InstallAsync("Same");
        (await SendAsync(HttpMethod.Post, "/lamps", new { id, name = "Same" })).ShouldBe(HttpStatusCode.Created);
        (await SendAsync(HttpMethod.Post, "/lamps", new { id, name = "Another" })).ShouldBe(HttpStatusCode.Conflict);
        (await SendAsync(HttpMethod.Post, $"/lamps/{id}/switch?expectedVersion=7")).ShouldBe(HttpStatusCode.Conflict);
        (await SendAsync(HttpMethod.Post, $"/lamps/{id}/switch")).ShouldBe(HttpStatusCode.NoContent);
        // The switching was told, and what its consumer wrote nobody asked for.
        await Eventually.Holds(() => CountAsync($"type = 'echo_heard' and data ->> 'LampId' = '{id}'"), count => count == 1, "the message is heard");
        (await CountAsync($"type = 'change_audited' and data::text like '%{id}%'")).ShouldBe(2);
        (await CountAsync("type = 'change_audited' and data::text like '%EchoHeard%'")).ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_alters_removes_inserts_or_moves_a_change_or_a_seal_is_found_out()
    {
        foreach (var name in new[] { "One", "Two", "Three" })
            await InstallAsync(name);
        await SealedAsync();
        var places = await ListAsync("select seq_id from mt_events where type = 'change_audited' order by seq_id desc limit 3");
        var (third, second) = (places[0], places[1]);
        var before = await ListAsync($"select seq_id from mt_events where type = 'lamp_installed' and seq_id < {second} order by seq_id desc limit 1");

        await BrokenAsync(
            $"update mt_events set data = jsonb_set(data, '{{CallerName}}', '\"Otto\"') where seq_id = {second}",
            $"update mt_events set data = jsonb_set(data, '{{CallerName}}', '\"Ann\"') where seq_id = {second}", second, "altered");
        await BrokenAsync(
            $"create table kept as select * from mt_events where seq_id = {second}; delete from mt_events where seq_id = {second}",
            "insert into mt_events select * from kept; drop table kept", second, "is gone");
        await BrokenAsync(
            $"update mt_events set type = 'change_audited' where seq_id = {before[0]}",
            $"update mt_events set type = 'lamp_installed' where seq_id = {before[0]}", before[0], "inserted");
        const string swap = "update mt_events set seq_id = -1 where seq_id = {0}; update mt_events set seq_id = {0} where seq_id = {1}; update mt_events set seq_id = {1} where seq_id = -1";
        await BrokenAsync(string.Format(null, swap, second, third), string.Format(null, swap, second, third), second, "moved");

        var seal = (await ListAsync("select max((data ->> 'Number')::bigint) from mt_events where type = 'audit_sealed'"))[0];
        await BrokenAsync(
            $"create table kept as select * from mt_events where type = 'audit_sealed' and data ->> 'Number' = '{seal}'; update mt_events set data = jsonb_set(data, '{{Hash}}', '\"{new string('f', 64)}\"') where seq_id = (select seq_id from kept)",
            "update mt_events set data = kept.data from kept where kept.seq_id = mt_events.seq_id; drop table kept", null, "seal");
        var whole = await VerifyAsync($"?number=1&hash={new string('0', 64)}");
        whole.Broken!.Fault.ShouldContain("another than the one that others heard of");
    }

    [Fact]
    public async Task Seals_that_others_heard_of_and_that_are_gone_are_missed()
    {
        await InstallAsync("Heard of");
        await SealedAsync();
        (await VerifyAsync($"?number=100000&hash={new string('0', 64)}")).Broken.ShouldNotBeNull().Fault.ShouldContain("Others have heard of 100000 seals");
    }

    [Fact]
    public void Secrets_are_masked_however_many_there_are_and_what_is_too_long_is_told_by_its_length()
    {
        AuditedData.Of(new { Name = "n", Password = "p", BackupTokens = "a b".Split(' '), Inner = new { KeySha256 = "h" } })!.Value.GetRawText()
            .ShouldBe("""{"name":"n","password":"***","backupTokens":"***","inner":{"keySha256":"***"}}""");
        AuditedData.Of(new { Text = new string('x', 20_000) })!.Value.GetProperty("tooLongToKeep").GetInt32().ShouldBeGreaterThan(20_000);
        AuditedData.Of(null).ShouldBeNull();
    }

    private async Task<Guid> InstallAsync(string name)
    {
        var id = Guid.CreateVersion7();
        (await SendAsync(HttpMethod.Post, "/lamps", new { id, name })).ShouldBe(HttpStatusCode.Created);
        return id;
    }

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add(CallerToken.Header, SignedCallers.Token("sample", Ann));
        using var answer = await Service.Client.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<ChangeAudited> OfAsync(Guid lamp, int which)
    {
        await using var scope = Service.Services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        var streams = await session.QueryAsync<Guid>("select stream_id from mt_events where type = 'change_audited' and data::text like ? order by seq_id", default, $"%{lamp}%");
        return (ChangeAudited)(await session.Events.FetchStreamAsync(streams[which])).Single().Data;
    }

    private async Task SealedAsync() =>
        await Eventually.Holds(() => VerifyAsync(""), found => found is { IsIntact: true, Unsealed: 0, Changes: >= 1 }, "everything is sealed and intact");

    private async Task BrokenAsync(string tamper, string restore, long? place, string fault)
    {
        await RunAsync(tamper);
        var found = await VerifyAsync("");
        found.IsIntact.ShouldBeFalse(tamper);
        found.Broken!.Sequence.ShouldBe(place);
        found.Broken.Fault.ShouldContain(fault);
        await RunAsync(restore);
        (await VerifyAsync("")).IsIntact.ShouldBeTrue(restore);
    }

    private async Task<AuditVerification> VerifyAsync(string query) =>
        (await Service.Client.GetFromJsonAsync<AuditVerification>(new Uri($"/audit/sample/verification{query}", UriKind.Relative), JsonSerializerOptions.Web))!;

    private async Task RunAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(Service.ConnectionString);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> CountAsync(string where) => (await ListAsync($"select count(*) from mt_events where {where}"))[0];

    private async Task<List<long>> ListAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(Service.ConnectionString);
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var numbers = new List<long>();
        while (await reader.ReadAsync())
            numbers.Add(reader.GetInt64(0));
        return numbers;
    }
}

/// <summary>The sample service, once for these tests.</summary>
public sealed class SampleFixture : IAsyncLifetime
{
    internal ServiceUnderTest Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Service = await ServiceUnderTest.StartAsync(SampleService.Build);

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}

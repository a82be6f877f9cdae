using System.Text.Json;
using Dapper;
using Distribution.Reporting.Audit;
using Distribution.ServiceDefaults;
using AuditSealed = Distribution.Contracts.Audit.V1.AuditSealed;
using ChangeAudited = Distribution.Contracts.Audit.V1.ChangeAudited;

namespace Distribution.Reporting.Tests;

public sealed class AuditTests(ReportingService reporting) : IClassFixture<ReportingService>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Who_did_what_is_listed_by_page_and_found_by_caller_noun_subject_and_time()
    {
        var (group, member) = (Guid.NewGuid(), Guid.NewGuid());
        ChangeAudited[] changes =
        [
            Change("ann", "group", [group], Noon), Change("ann", "membership", [member, group], Noon.AddMinutes(1)),
            Change("otto", "group", [Guid.NewGuid()], Noon.AddMinutes(2)), Change("otto", "group", [group], Noon.AddMinutes(3)),
        ];
        await reporting.HearsOf([.. changes]);
        await reporting.HearsOf(changes[1]);

        var first = await reporting.Get("/reports/audit?limit=3");
        var second = await reporting.Get($"/reports/audit?limit=3&after={first.GetProperty("next").GetString()}");
        Ids(first).Concat(Ids(second)).ShouldBe(changes.Reverse().Select(c => c.AuditId), "the newest first, and told twice is once");
        Ids(await reporting.Get("/reports/audit?caller=ann-id")).ShouldBe([changes[1].AuditId, changes[0].AuditId]);
        Ids(await reporting.Get("/reports/audit?caller=otto&noun=group")).ShouldBe([changes[3].AuditId, changes[2].AuditId]);
        Ids(await reporting.Get($"/reports/audit?subject={group}")).ShouldBe([changes[3].AuditId, changes[1].AuditId, changes[0].AuditId], "also where it was not the first that was changed");
        Ids(await reporting.Get("/reports/audit?since=2026-11-30T12:01:00Z&until=2026-11-30T12:03:00Z")).ShouldBe([changes[2].AuditId, changes[1].AuditId]);
        Ids(await reporting.Get("/reports/audit?service=packages")).ShouldBeEmpty();

        var line = first.GetProperty("items")[0];
        (line.GetProperty("callerName").GetString(), line.GetProperty("action").GetString(), line.GetProperty("address").GetString()).ShouldBe(("otto", "PATCH /groups/{id:guid}", "10.0.0.7"));
        line.GetProperty("changes")[0].GetProperty("before").GetProperty("name").GetString().ShouldBe("Sales");
        (await reporting.Client.GetStringAsync(new Uri("/reports/exports/audit?format=csv", UriKind.Relative))).Split("\r\n").Length.ShouldBe(changes.Length + 2, "a heading, the changes, and the end");
    }

    [Fact]
    public async Task A_batch_of_changes_is_one_statement_and_each_keeps_its_own_subjects()
    {
        Guid[] subjects = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
        ChangeAudited[] changes = [Change("eve", "group", [subjects[0]], Noon), Change("eve", "group", subjects, Noon) with { Address = null }, Change("eve", "group", [subjects[1]], Noon)];
        await using var connection = await reporting.Tables();
        await using var transaction = await connection.BeginTransactionAsync();
        await RecordAudit.Write(transaction, [.. changes.Append(changes[1]).Select(change => new Told<ChangeAudited>(Guid.NewGuid(), change))]);
        var ids = changes.Select(change => change.AuditId).ToArray();
        // What one statement of a transaction has written has one number.
        (await connection.ExecuteScalarAsync<int>("select count(distinct cmin::text) from audit where audit_id = any(@ids)", new { ids }, transaction)).ShouldBe(1);
        var kept = (await connection.QueryAsync<(Guid Id, string[] Subjects, string? Address)>(
            "select audit_id, subject_ids, address from audit where audit_id = any(@ids)", new { ids }, transaction)).ToDictionary(line => line.Id);
        kept.Keys.ShouldBe(ids, ignoreOrder: true);
        kept[ids[1]].Subjects.ShouldBe(changes[1].SubjectIds);
        kept[ids[1]].Address.ShouldBeNull();
        // Nothing is committed: the lists of the other tests hold what they wrote and nothing else.
    }

    [Fact]
    public async Task Of_each_seal_the_first_that_was_heard_of_is_kept()
    {
        await reporting.HearsOf(new AuditSealed("packages", 1, 10, new string('a', 64), Noon), new AuditSealed("packages", 2, 20, new string('b', 64), Noon));
        await reporting.HearsOf(new AuditSealed("packages", 2, 20, new string('f', 64), Noon));

        var seal = (await reporting.Get("/reports/audit/seals")).EnumerateArray().Single(s => s.GetProperty("service").GetString() == "packages");
        (seal.GetProperty("number").GetInt64(), seal.GetProperty("hash").GetString()).ShouldBe((2, new string('b', 64)));
    }

    private static ChangeAudited Change(string caller, string noun, Guid[] subjects, DateTimeOffset at) => new(
        Guid.CreateVersion7(at), "id-group-policy", $"{caller}-id", caller, "Person", "10.0.0.7", "r1", "PATCH /groups/{id:guid}", noun, subjects[0].ToString(),
        [.. subjects.Select(id => id.ToString())], """[{"noun":"group","id":"1","before":{"name":"Sales"},"events":[{"kind":"GroupRenamed","data":{"name":"Trade"}}]}]""", at);

    private static IEnumerable<Guid> Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(line => line.GetProperty("auditId").GetGuid());
}

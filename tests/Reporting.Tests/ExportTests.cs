using System.Text.Json;
using Dapper;

namespace Distribution.Reporting.Tests;

/// <summary>Alone in the process: what others allocate meanwhile is not the export's.</summary>
[CollectionDefinition("exports", DisableParallelization = true)]
public sealed class ExportsAlone : ICollectionFixture<ReportingService>;

[Collection("exports")]
public sealed class ExportTests(ReportingService reporting)
{
    private const int Rows = 100_000;

    [Fact]
    public async Task A_hundred_thousand_rows_pass_in_constant_memory_in_every_form()
    {
        var task = await Fill(Rows, "pc, \"the\" first");
        foreach (var format in new[] { "csv", "ndjson", "json" })
        {
            using var answer = await reporting.Client.GetAsync(new Uri($"/reports/exports/task-computers?id={task}&format={format}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            answer.EnsureSuccessStatusCode();
            await using var body = await answer.Content.ReadAsStreamAsync();
            var (least, most, bytes, marks) = (long.MaxValue, 0L, 0L, 0);
            var buffer = new byte[64 * 1024];
            for (int read; (read = await body.ReadAsync(buffer)) > 0; bytes += read)
            {
                marks += buffer.AsSpan(0, read).Count("Succeeded"u8);
                if (bytes / 4_000_000 == (bytes + read) / 4_000_000)
                    continue;
                var held = GC.GetTotalMemory(forceFullCollection: true);
                (least, most) = (Math.Min(least, held), Math.Max(most, held));
            }

            bytes.ShouldBeGreaterThan(15_000_000, format);
            // One on a border between two reads is not counted.
            marks.ShouldBeInRange(Rows - 2_000, Rows, format);
            (most - least).ShouldBeLessThan(8_000_000, $"{format}: what is held does not grow with what was passed on");
        }
    }

    [Fact]
    public async Task A_field_says_what_the_table_holds_and_no_spreadsheet_takes_it_for_a_formula()
    {
        var task = await Fill(2, "=cmd|' /C calc'!A1, \"quoted\"");
        var csv = (await reporting.Client.GetStringAsync(new Uri($"/reports/exports/task-computers?id={task}", UriKind.Relative))).TrimStart('\uFEFF').Split("\r\n");
        csv[0].ShouldStartWith("taskId,taskName,computerId,computerName,executionId,state,wave");
        csv[1].ShouldContain("\"'=cmd|' /C calc'!A1, \"\"quoted\"\"\"");
        csv.Length.ShouldBe(4, "a heading, two rows, and the last line's end");
        var rows = JsonSerializer.Deserialize<JsonElement>(await reporting.Client.GetStringAsync(new Uri($"/reports/exports/task-computers?id={task}&format=json", UriKind.Relative)));
        rows.GetArrayLength().ShouldBe(2);
        rows[0].GetProperty("computerName").GetString().ShouldBe("=cmd|' /C calc'!A1, \"quoted\"");
        rows[0].GetProperty("wave").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("tasks")]
    [InlineData("computers")]
    [InlineData("stand-by")]
    [InlineData("task-actions?id=c0ffee00-0000-0000-0000-000000000000")]
    [InlineData("computer-jobs?id=c0ffee00-0000-0000-0000-000000000000")]
    [InlineData("computer-history?id=c0ffee00-0000-0000-0000-000000000000")]
    [InlineData("group-computers?id=c0ffee00-0000-0000-0000-000000000000&state=Failed")]
    public async Task Every_list_can_be_taken_away(string list) =>
        (await reporting.Client.GetStringAsync(new Uri($"/reports/exports/{list}", UriKind.Relative))).ShouldContain("\r\n");

    [Theory]
    [InlineData("everything")]
    [InlineData("task-computers")]
    [InlineData("tasks?format=xls")]
    public async Task What_cannot_be_exported_is_refused_with_what_can(string list) =>
        ((int)(await reporting.Client.GetAsync(new Uri($"/reports/exports/{list}", UriKind.Relative))).StatusCode).ShouldBe(400);

    private async Task<Guid> Fill(int rows, string name)
    {
        var task = Guid.NewGuid();
        await using var tables = await reporting.Tables();
        await tables.ExecuteAsync(
            """
            insert into tasks (task_id, name, kind, class, created_at, changed) values (@task, @name, 'Distribution', 'Administrator', now(), pg_current_xact_id());
            with made as (select gen_random_uuid() as id, n from generate_series(1, @rows) n),
                 known as (insert into computers (computer_id, version, name, changed) select id, 1, @name, pg_current_xact_id() from made)
            insert into executions (task_id, computer_id, execution_id, version, attempt, state, progress, requested_at, at, changed)
            select @task, id, gen_random_uuid(), 9, 1, 'Succeeded', 100, now(), now(), pg_current_xact_id() from made
            """,
            new { task, rows, name }, commandTimeout: 300);
        return task;
    }
}

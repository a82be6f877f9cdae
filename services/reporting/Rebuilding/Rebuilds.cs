using Dapper;
using Distribution.Reporting.Tables;
using Npgsql;

namespace Distribution.Reporting.Rebuilding;

/// <summary>One building anew of the read tables.</summary>
/// <param name="Queue">Where the services' histories are expected.</param>
/// <param name="Told">The services that have told all of theirs.</param>
/// <param name="Expected">The services that have one.</param>
/// <param name="EndedAt">When the new tables took the old ones' place, or it was given up; null while it is under way.</param>
public sealed record RebuildReport(
    Guid Id, string Queue, IReadOnlyList<string> Told, IReadOnlyList<string> Expected, DateTimeOffset AskedAt, DateTimeOffset? EndedAt, string? Outcome);

/// <summary>
/// The read tables are built anew from the services' logs: each service tells its own once more, on request of an operator, into a queue
/// for this purpose; all that is told meanwhile goes into both sets. When every history is there, the sets change places.
/// </summary>
internal static class Rebuilds
{
    /// <summary>The services with a log, by the names that their messages carry.</summary>
    public static readonly string[] Tellers = ["packages", "id-group-policy", "task-scheduling"];

    public const string Completed = "Completed";
    public const string GivenUp = "GivenUp";

    /// <summary>Not part of a set: it outlives them.</summary>
    public const string Table = """
        create schema if not exists reporting_control;
        create table if not exists reporting_control.rebuilds (
            id uuid primary key, asked_at timestamptz not null, told text[] not null default '{}', ended_at timestamptz, outcome text);
        alter table reporting_control.rebuilds add column if not exists heard_at timestamptz;
        create index if not exists rebuilds_open on reporting_control.rebuilds (asked_at) where ended_at is null
        """;

    public static string QueueOf(Guid id) => $"history.reporting.{id:D}";

    /// <summary>The one that is under way, or null.</summary>
    public static Task<Guid?> OpenAsync(NpgsqlConnection connection) =>
        connection.ExecuteScalarAsync<Guid?>("select id from reporting_control.rebuilds where ended_at is null order by asked_at desc limit 1");

    public static async Task<RebuildReport?> FindAsync(NpgsqlConnection connection, Guid id)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(
            "select id, asked_at, told, ended_at, outcome from reporting_control.rebuilds where id = @id", new { id });
        return row is null ? null : new(row.Id, QueueOf(row.Id), row.Told, Tellers, row.AskedAt, row.EndedAt, row.Outcome);
    }

    /// <summary>Begins one, in place of any that is under way; begun already, nothing happens.</summary>
    public static async Task BeginAsync(NpgsqlConnection connection, Guid id, DateTimeOffset now)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        const string Insert = "insert into reporting_control.rebuilds (id, asked_at) values (@id, @now) on conflict do nothing";
        if (await connection.ExecuteAsync(Insert, new { id, now }, transaction) == 1)
        {
            await connection.ExecuteAsync(
                $"update reporting_control.rebuilds set ended_at = @now, outcome = '{GivenUp}' where ended_at is null and id <> @id", new { id, now }, transaction);
            await TableSets.BeginShadowAsync(transaction);
        }

        await transaction.CommitAsync();
    }

    /// <summary>Something of the histories was heard.</summary>
    public static Task HeardAsync(NpgsqlTransaction transaction, Guid id, DateTimeOffset now) =>
        transaction.Connection!.ExecuteAsync("update reporting_control.rebuilds set heard_at = @now where id = @id", new { id, now }, transaction);

    /// <summary>Gives up the one under way when nothing was heard since a moment: whoever still owes a history was never asked, or is gone. What is read stays.</summary>
    /// <returns>Whether there was such a one.</returns>
    public static async Task<bool> GiveUpSilentAsync(NpgsqlConnection connection, DateTimeOffset silentSince, DateTimeOffset now)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var ended = await connection.ExecuteAsync(
            $"update reporting_control.rebuilds set ended_at = @now, outcome = '{GivenUp}' where ended_at is null and coalesce(heard_at, asked_at) < @silentSince",
            new { silentSince, now }, transaction);
        if (ended > 0)
            await TableSets.DropShadowAsync(transaction);
        await transaction.CommitAsync();
        return ended > 0;
    }

    /// <summary>One service has told all; after the last one the new set takes the old one's place. Answers whether it did.</summary>
    public static async Task<bool> ToldAsync(NpgsqlConnection connection, Guid id, string service, DateTimeOffset now)
    {
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            var told = await connection.ExecuteScalarAsync<string[]?>(
                """
                update reporting_control.rebuilds set told = (select array_agg(distinct t) from unnest(told || @service) t)
                where id = @id and ended_at is null returning told
                """,
                new { id, service = new[] { service } }, transaction);
            var complete = told is not null && Tellers.All(told.Contains);
            if (complete)
            {
                await TableSets.ExchangeAsync(transaction);
                await connection.ExecuteAsync(
                    $"update reporting_control.rebuilds set ended_at = @now, outcome = '{Completed}' where id = @id", new { id, now }, transaction);
            }

            await transaction.CommitAsync();
            if (!complete)
                return false;
        }

        await TableSets.DropOldAsync(connection);
        return true;
    }

    private sealed class Row
    {
        public Guid Id { get; init; }
        public DateTimeOffset AskedAt { get; init; }
        public string[] Told { get; init; } = [];
        public DateTimeOffset? EndedAt { get; init; }
        public string? Outcome { get; init; }
    }
}

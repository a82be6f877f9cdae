using System.Text.Json;
using Dapper;
using Distribution.Reporting.Tables;
using Distribution.ServiceDefaults;
using MassTransit;
using Npgsql;
using AuditSealed = Distribution.Contracts.Audit.V1.AuditSealed;
using ChangeAudited = Distribution.Contracts.Audit.V1.ChangeAudited;

namespace Distribution.Reporting.Audit;

/// <summary>Keeps who changed what, and which seals were heard of.</summary>
internal sealed class RecordAudit(NpgsqlDataSource database, ILogger<RecordAudit> logger) : IConsumer<Batch<ChangeAudited>>, IConsumer<Batch<AuditSealed>>
{
    // A change is told once or several times, and is never another.
    private const string Insert = """
        insert into audit (audit_id, service, at, caller_id, caller_name, caller_kind, address, request_id, action, noun, subject_id, subject_ids, changes)
        select audit_id, service, at, caller_id, caller_name, caller_kind, address, request_id, action, noun, subject_id,
            array(select jsonb_array_elements_text(subject_ids::jsonb)), changes::jsonb
        from unnest(
            @AuditId, @Service, @At, @CallerId, @CallerName, @CallerKind, @Address, @RequestId, @Action, @Noun, @SubjectId, @SubjectIds, @Changes)
            as told (audit_id, service, at, caller_id, caller_name, caller_kind, address, request_id, action, noun, subject_id, subject_ids, changes)
        order by audit_id
        on conflict do nothing
        """;

    // What was heard first stands: a service whose log was written anew would tell another hash under the same number.
    private const string Seal = """
        insert into reporting_control.audit_seals (service, number, up_to, hash, sealed_at) values (@Service, @Number, @UpTo, @Hash, @SealedAt) on conflict do nothing
        """;

    /// <summary>Not part of a set of tables: what was heard of seals must outlive every building anew from the logs that they guard.</summary>
    public const string Table = """
        create schema if not exists reporting_control;
        create table if not exists reporting_control.audit_seals (
            service text not null, number bigint not null, up_to bigint not null, hash text not null, sealed_at timestamptz not null, primary key (service, number))
        """;

    public Task Consume(ConsumeContext<Batch<ChangeAudited>> context) => database.Record(context.Told(), Write, context.CancellationToken);

    public async Task Consume(ConsumeContext<Batch<AuditSealed>> context)
    {
        await using var connection = await database.OpenConnectionAsync(context.CancellationToken);
        foreach (var (_, told) in context.Told())
        {
            await connection.ExecuteAsync(Seal, told with { SealedAt = told.SealedAt.ToUniversalTime() });
            if (await connection.ExecuteScalarAsync<string>("select hash from reporting_control.audit_seals where service = @Service and number = @Number", told) != told.Hash)
                logger.LogError("The audit of {Service} was written anew: its seal {Number} is not the one that was heard of before.", told.Service, told.Number);
        }
    }

    internal static Task Write(NpgsqlTransaction transaction, IReadOnlyList<Told<ChangeAudited>> told)
    {
        T[] Column<T>(Func<ChangeAudited, T> of) => [.. told.Select(m => of(m.Message))];
        return transaction.Connection!.ExecuteAsync(
            Insert,
            new
            {
                AuditId = Column(c => c.AuditId), Service = Column(c => c.Service), At = Column(c => c.At.ToUniversalTime()),
                CallerId = Column(c => c.CallerId), CallerName = Column(c => c.CallerName), CallerKind = Column(c => c.CallerKind),
                Address = Column(c => c.Address), RequestId = Column(c => c.RequestId), Action = Column(c => c.Action), Noun = Column(c => c.Noun),
                SubjectId = Column(c => c.SubjectId),
                // One list for each change, of different lengths, which one flat array cannot hold.
                SubjectIds = Column(c => JsonSerializer.Serialize(c.SubjectIds)), Changes = Column(c => c.Changes),
            },
            transaction);
    }
}

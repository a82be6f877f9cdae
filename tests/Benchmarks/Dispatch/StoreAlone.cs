using System.Diagnostics;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.EventStore;
using Distribution.TaskScheduling;
using Distribution.TaskScheduling.Executions;

namespace Distribution.Benchmarks.Dispatch;

/// <summary>The store in the service's own database and with its options, but in a schema of its own and without a daemon: nothing is told to anybody.</summary>
internal sealed class StoreAlone : IAsyncDisposable
{
    private readonly DocumentStore _store;

    private StoreAlone(DocumentStore store) => _store = store;

    /// <param name="projects">Whether the documents of executions are written too, with their indexes.</param>
    public static async Task<StoreAlone> OpenAsync(Fleet fleet, bool projects)
    {
        var schema = projects ? "alone_documents" : "alone";
        var store = DocumentStore.For(options =>
        {
            options.Connection(fleet.Service.ConnectionString);
            options.DatabaseSchemaName = schema;
            options.UseSystemTextJsonForSerialization(EnumStorage.AsString);
            options.Events.MetadataConfig.CorrelationIdEnabled = true;
            options.Events.MetadataConfig.CausationIdEnabled = true;
            options.Events.MetadataConfig.HeadersEnabled = true;
            if (!projects)
                return;
            options.Projections.Add<ExecutionProjection>(ProjectionLifecycle.Inline);
            foreach (var index in Indexes.All.Where(index => index.Contains(" on mt_doc_execution ", StringComparison.Ordinal)))
                options.Indexes.Add(index);
        });
        await store.EnsureSchemaAsync();
        return new(store);
    }

    /// <summary>One execution of a new task on each computer, 1,000 a save; events per second.</summary>
    public async Task<double> SaveAsync(IReadOnlyCollection<Guid> computers)
    {
        var (now, task) = (DateTimeOffset.UtcNow, Guid.CreateVersion7());
        var brief = Brief.Of(Guid.CreateVersion7(), new Instruction(
            "Everywhere", [new InstructedAction(1, ActionKind.Run, "true", null, null, null, 0, null, "true", null, null, null, 3_600)], null, null, false, 4_500));
        var watch = Stopwatch.StartNew();
        foreach (var page in computers.Chunk(1_000))
        {
            await using var session = _store.LightweightSession();
            foreach (var computer in page)
            {
                var id = ExecutionDecisions.IdFor(task, computer);
                session.Events.StartStream<Execution>(id, new ExecutionIssued(id, task, computer, brief, now));
            }

            await session.SaveChangesAsync();
        }

        return computers.Count / watch.Elapsed.TotalSeconds;
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}

using Npgsql;

namespace Distribution.EventStore;

/// <summary>One stream that a batch was asked for, folded row by row while the answer comes in.</summary>
internal interface IStreamAsked
{
    void Take(NpgsqlDataReader row);

    void Finish();

    void Fail(Exception e);
}

internal sealed class StreamAsked<T>(DocumentStore store, EventOperations session, Guid id) : IStreamAsked
    where T : class
{
    private readonly TaskCompletionSource<IEventStream<T>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<T?, Guid, IEvent, T?>? _evolve = StreamReads.IsInline<T>(store) ? null : store.Aggregators.Of<T>();
    private T? _state;
    private long _version;
    private EventStream<T>? _snapshot;

    public Task<IEventStream<T>> Answer => _answer.Task;

    /// <summary>A stream that cannot be read fails alone, not the batch.</summary>
    public void Take(NpgsqlDataReader row)
    {
        if (_answer.Task.IsCompleted)
            return;
        try
        {
            if (_evolve is null)
            {
                _snapshot = StreamReads.Snapshot<T>(store, session, id, row);
                return;
            }

            var e = store.EventReader.Read(row, id);
            _state = _evolve(_state, id, e);
            _version = e.Version;
        }
        catch (Exception e)
        {
            _answer.TrySetException(e);
        }
    }

    public void Finish() => _answer.TrySetResult(_snapshot ?? new EventStream<T>(
        session, id, _version, _state, _evolve is null ? new object?[store.Folds.InlineSingleStream.Count] : null));

    public void Fail(Exception e) => _answer.TrySetException(e);
}

using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;

namespace Distribution.EventStore;

/// <summary>One session's unit of work, its JSON already written, waiting to be part of a write.</summary>
internal sealed class PendingSave : IDisposable
{
    private const int LargestKept = 1 << 20;
    private static readonly ConcurrentBag<(ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)> _spare = [];
    private readonly (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) _json;
    private readonly List<(int Start, int Length)> _events = [];
    private readonly List<(int Start, int Length)> _documents = [];

    public PendingSave(
        IReadOnlyCollection<PendingStream> streams, IReadOnlyCollection<PendingDocument> documents, EventTypes types, string? correlationId, string? causationId,
        IReadOnlyDictionary<string, object>? headers)
    {
        Streams = streams;
        Documents = documents;
        CorrelationId = correlationId;
        CausationId = causationId;
        Headers = headers is null ? null : JsonSerializer.Serialize(headers);
        if (!_spare.TryTake(out _json))
        {
            var buffer = new ArrayBufferWriter<byte>(1024);
            _json = (buffer, new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }));
        }

        foreach (var stream in streams)
        {
            foreach (var e in stream.Events)
                _events.Add(Write(types.Of(e.GetType()).Write, e));
        }

        foreach (var document in documents)
            _documents.Add(document.Document is null ? default : Write(document.Key.Type.Write, document.Document));
    }

    public IReadOnlyCollection<PendingStream> Streams { get; }

    public IReadOnlyCollection<PendingDocument> Documents { get; }

    public string? CorrelationId { get; }

    public string? CausationId { get; }

    /// <summary>Headers as JSON, or null.</summary>
    public string? Headers { get; }

    public int EventCount => _events.Count;

    /// <summary>Completed by whoever wrote it; continuations run elsewhere, so that the writer goes on at once.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReadOnlyMemory<byte> EventJson(int index) => Slice(_events[index]);

    public ReadOnlyMemory<byte> DocumentJson(int index) => Slice(_documents[index]);

    public void Dispose()
    {
        if (_json.Buffer.Capacity > LargestKept)
            return;
        _json.Buffer.ResetWrittenCount();
        _spare.Add(_json);
    }

    private ReadOnlyMemory<byte> Slice((int Start, int Length) part) => _json.Buffer.WrittenMemory.Slice(part.Start, part.Length);

    private (int Start, int Length) Write(Action<Utf8JsonWriter, object> write, object value)
    {
        var start = _json.Buffer.WrittenCount;
        _json.Writer.Reset();
        write(_json.Writer, value);
        _json.Writer.Flush();
        return (start, _json.Buffer.WrittenCount - start);
    }
}

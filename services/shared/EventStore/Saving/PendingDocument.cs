namespace Distribution.EventStore;

/// <summary>Which document; no two members of one write may touch the same.</summary>
internal readonly record struct DocumentKey(DocumentType Type, object Id);

/// <summary>Whether a document is there already: where that is known, writing it costs less.</summary>
internal enum DocumentState
{
    Unknown,
    New,
    Present,
}

/// <summary>One document to write, or (Document null) to delete.</summary>
internal sealed record PendingDocument(DocumentKey Key, object? Document)
{
    /// <summary>The save fails unless the document is still as it was read: other sessions write it too.</summary>
    public bool IsGuarded { get; init; }

    /// <summary>What the version of its stream says about it; that is guarded by the same save.</summary>
    public DocumentState State { get; init; }

    /// <summary>The version that was read; null when there was no document.</summary>
    public Guid? SeenVersion { get; init; }
}

namespace Distribution.EventStore;

/// <summary>Saves that wait for a writer, in the order in which they came. Not safe for threads by itself.</summary>
internal sealed class WaitingSaves
{
    private const int MostSaves = 500;
    private const int MostEvents = 5_000;
    private LinkedList<PendingSave> _waiting = new();

    public bool IsEmpty => _waiting.Count == 0;

    public void Add(PendingSave save) => _waiting.AddLast(save);

    /// <summary>Takes what can be written together; a save that touches a stream or document of an earlier one waits for the next write.</summary>
    public List<PendingSave> TakeGroup()
    {
        var group = new List<PendingSave>(_waiting.Count);
        var streams = new HashSet<Guid>();
        var documents = new HashSet<DocumentKey>();
        var events = 0;
        var left = new LinkedList<PendingSave>();
        foreach (var save in _waiting)
        {
            // What a save that was left behind touches counts too: a later save must not overtake it.
            var isApart = TouchNothingOf(save, streams, documents);
            if (isApart && group.Count < MostSaves && (events == 0 || events + save.EventCount <= MostEvents))
            {
                group.Add(save);
                events += save.EventCount;
            }
            else
            {
                left.AddLast(save);
            }
        }

        _waiting = left;
        return group;
    }

    private static bool TouchNothingOf(PendingSave save, HashSet<Guid> streams, HashSet<DocumentKey> documents)
    {
        var isApart = true;
        foreach (var stream in save.Streams)
            isApart &= streams.Add(stream.Id);
        foreach (var document in save.Documents)
            isApart &= documents.Add(document.Key);
        return isApart;
    }
}

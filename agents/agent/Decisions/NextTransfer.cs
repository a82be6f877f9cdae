using Distribution.Agent.Journals;

namespace Distribution.Agent.Decisions;

/// <summary>Whose content is fetched next. Content is fetched before its hour, so that a night's run does not wait for the network.</summary>
internal static class NextTransfer
{
    /// <param name="notBefore">Attempts whose last try failed, and when they may try again.</param>
    public static (Execution? Execution, DateTimeOffset? Until) Of(
        JournalState state, IReadOnlyDictionary<AttemptId, DateTimeOffset> notBefore, DateTimeOffset now)
    {
        var wanting = Execution.InOrder(state.Open
            .Where(execution => execution is { Transferred: false, CancelRequested: false, Damaged: false, Running: null } && execution.Contents.Any()))
            .ToList();
        DateTimeOffset? ReadyAt(Execution execution)
        {
            var opens = Later(Windows.NextTransfer(execution, now), UserConsent.FetchFrom(state, execution, now));
            return notBefore.TryGetValue(execution.Id, out var at) && at > opens ? at : opens;
        }
        var ready = wanting.Find(execution => ReadyAt(execution) <= now);
        return ready is not null
            ? (ready, null)
            : (null, wanting.Min(ReadyAt));
    }

    // Null is never.
    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other is null ? null : one > other ? one : other;
}

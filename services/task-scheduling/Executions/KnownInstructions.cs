using Distribution.Contracts.Rules;
using V1 = Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.TaskScheduling.Executions;

/// <summary>
/// The instructions that a stretch of the log names, each written down once and told 100,000 times. For one reader.
/// The keys sign the links by which computers fetch content.
/// </summary>
public sealed class KnownInstructions
{
    private readonly ContentLinkKeys _keys;
    private readonly Dictionary<Guid, Instruction> _known = [];
    private (Brief Brief, Instruction Common, long LinksUntil, V1.ExecuteTask Spelled)? _last;

    private KnownInstructions(ContentLinkKeys keys) => _keys = keys;

    /// <summary>Reads the instructions that a stretch of the log names.</summary>
    public static async Task<KnownInstructions> OfAsync(IReadOnlyList<IEvent> page, ContentLinkKeys keys, IDocumentSession session, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(session);
        var known = new KnownInstructions(keys);
        foreach (var id in page.Select(e => NamedBy(e.Data)).OfType<Guid>().Distinct())
        {
            foreach (var drawn in (await session.Events.FetchStreamAsync(id, token: ct)).Select(e => e.Data).OfType<InstructionDrawnUp>())
                known._known[id] = drawn.Instruction;
        }

        return known;
    }

    /// <summary>What a computer is told, but for whom it is.</summary>
    /// <param name="dispatchedAt">The links' expiry follows from this alone: told again after a crash, the instruction is the same.</param>
    public V1.ExecuteTask Of(Brief brief, DateTimeOffset dispatchedAt)
    {
        var common = _known[brief.InstructionId];
        var until = ContentLinks.ExpiryOfInstruction(dispatchedAt, common.ExpiresAt);
        // Mostly as the one before: then neither is it made nor are its links signed anew.
        if (_last is { } last && ReferenceEquals(last.Common, common) && last.LinksUntil == until
            && last.Brief.NotBefore == brief.NotBefore && last.Brief.GroupWindows is null && brief.GroupWindows is null)
            return last.Spelled;
        var spelled = Spell(brief.Complete(common), dispatchedAt);
        _last = (brief, common, until, spelled);
        return spelled;
    }

    /// <summary>The same for an instruction that is at hand.</summary>
    public V1.ExecuteTask Spell(Instruction instruction, DateTimeOffset dispatchedAt) => new(
        Guid.Empty, Guid.Empty, Guid.Empty, 0, instruction.TaskName,
        [.. instruction.Actions.Select(a => ToMessage(a, Content(a, ContentLinks.ExpiryOfInstruction(dispatchedAt, instruction.ExpiresAt))))],
        instruction.NotBefore, instruction.ExpiresAt, instruction.StopOnFirstError, instruction.Windows, instruction.Parameters, instruction.TaskCreatedAt);

    private static Guid? NamedBy(object @event) => @event switch
    {
        ExecutionIssued e => e.Brief.InstructionId,
        ExecutionDispatched e => e.Brief?.InstructionId,
        _ => null,
    };

    private V1.ContentReference? Content(InstructedAction a, long until) => a.ContentSha256 is null ? null : new(
        a.ContentSha256, a.ContentSize, a.FileName ?? a.ContentSha256, "/api" + ContentLinks.PathOf(a.ContentSha256, until, _keys));

    private static V1.ActionInstruction ToMessage(InstructedAction a, V1.ContentReference? content) => new(
        a.Number, a.Kind, a.Name, a.PackageId, a.PackageStreamVersion, content, a.Command, a.SoftwareName, a.SoftwareVersion,
        a.DestinationFolder, a.TimeLimitSeconds, a.Settings);
}

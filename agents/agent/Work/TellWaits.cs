using Distribution.Agent.Decisions;
using Distribution.Agent.Journals;
using Distribution.Agent.Users;

namespace Distribution.Agent.Work;

/// <summary>Tells the server what waits and for what, even while another task's installer runs for hours.</summary>
internal sealed class TellWaits(Journal journal, SessionPresence presence, TimeProvider clock)
{
    public async Task Run(CancellationToken ct)
    {
        while (true)
        {
            journal.Decide(state => NextWait.Of(state, clock.GetUtcNow(), presence.Now));
            var state = journal.State;
            var next = state.Open.Select(execution => execution.Wait?.Until).Where(until => until > clock.GetUtcNow()).Min();
            await journal.WaitForChange(state, Pause.Until(next, clock), ct);
        }
    }
}

using Distribution.Agent.Decisions;
using Distribution.Agent.Journals;

namespace Distribution.Agent.Work;

/// <summary>Ends what ends without an action, at its moment, even while another task's installer runs for hours.</summary>
internal sealed class EndExecutions(Journal journal, TimeProvider clock)
{
    public async Task Run(CancellationToken ct)
    {
        while (true)
        {
            journal.Decide(state => NextEnding.Of(state, clock.GetUtcNow()));
            var state = journal.State;
            await journal.WaitForChange(state, Pause.Until(NextEnding.NextMoment(state), clock), ct);
        }
    }
}

using Distribution.Agent.Decisions;
using Distribution.Agent.Journals;
using Distribution.Agent.Service;
using Distribution.Agent.Users;

namespace Distribution.Agent.Work;

/// <summary>
/// The agent's last work while the computer goes down: what was put off until then, each action within its own time limit. The service
/// manager waits for it; if it does not, the rest runs at the computer's next start.
/// </summary>
internal sealed class Shutdown(Journal journal, SessionPresence presence, string bootId, TimeProvider clock, AgentLog log)
{
    private static readonly TimeSpan glance = TimeSpan.FromMilliseconds(500);

    // The network is still there, and the operator wants to know before the computer comes back.
    private static readonly TimeSpan farewell = TimeSpan.FromSeconds(10);

    /// <summary>Returns when nothing that waited for the shutdown is left, and its reports are sent or cannot be.</summary>
    public async Task Complete()
    {
        presence.GoDown();
        if (!HoldsUp())
            return;
        log.Write("The computer goes down, and waits for what was put off until now.");
        while (HoldsUp())
            await Wait();
        var end = clock.GetUtcNow() + farewell;
        while (!journal.State.Reports.IsEmpty && clock.GetUtcNow() < end)
            await Wait();
    }

    private bool HoldsUp() => Timing.HoldsUpShutdown(journal.State, clock.GetUtcNow(), bootId, presence.Now);

    private Task Wait()
    {
        SystemdNotify.TakesLonger();
        // Whoever rests knows nothing of the shutdown: it is no fact of the journal.
        journal.Wake();
        return Task.Delay(glance, clock);
    }
}

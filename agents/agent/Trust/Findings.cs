using Distribution.Agent.Journals;
using Distribution.Contracts.Agents.V1;

namespace Distribution.Agent.Trust;

/// <summary>
/// What the operator must know of and no execution tells. In the journal, so that it is told however the agent ends; but whoever has
/// the broker can send forgeries without end, and must not fill this disk with them: of each kind twenty an hour are told.
/// </summary>
internal sealed class Findings(TimeProvider clock)
{
    private const int MostInAnHour = 20;

    private readonly Lock turn = new();
    private readonly Dictionary<FindingKind, (DateTimeOffset Since, int Told, int Untold)> hours = [];

    /// <summary>Tells one, unless there were too many.</summary>
    /// <returns>Whether it is told.</returns>
    public bool Tell(Journal journal, FindingKind kind, string detail)
    {
        var now = clock.GetUtcNow();
        lock (turn)
        {
            var hour = hours.GetValueOrDefault(kind);
            if (now - hour.Since >= TimeSpan.FromHours(1))
                hour = (now, 0, hour.Untold);
            if (hour.Told == MostInAnHour)
            {
                hours[kind] = hour with { Untold = hour.Untold + 1 };
                return false;
            }

            if (hour.Untold > 0)
                detail = $"{detail} ({hour.Untold} more before this were not told one by one.)";
            hours[kind] = (hour.Since, hour.Told + 1, 0);
        }

        journal.Decide(_ => [new FindingMade(kind, detail, now)]);
        return true;
    }
}

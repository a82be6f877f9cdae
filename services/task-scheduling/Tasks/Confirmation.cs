using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Destinations;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>Above a configured number of computers (Tasks:ConfirmAbove; none by default) a task must say how many its author knows that it reaches.</summary>
internal sealed class Confirmation(IConfiguration configuration)
{
    private const string Setting = "Tasks:ConfirmAbove";
    private readonly int? _above = Above(configuration);

    /// <summary>The number, or null for none.</summary>
    /// <exception cref="SettingException">The setting is no number.</exception>
    public static int? Above(IConfiguration configuration) => configuration[Setting] is { Length: > 0 } ? configuration.Whole(Setting, 0, least: 0) : null;

    /// <summary>Refuses a new task that reaches many computers and does not say so.</summary>
    /// <exception cref="CommandRefusedException">Says how many it would reach, which the repeated request may then confirm.</exception>
    public async Task RefuseUnconfirmedAsync(
        IDocumentSession session, Guid taskId, TaskDestinations destinations, int? confirmed, CancellationToken ct)
    {
        // A repeat of a creation is answered as the first time, whoever has joined since.
        if (_above is not { } above || await session.LoadAsync<DistributionTask>(taskId, ct) is not null)
            return;
        var reached = (await ReachedComputers.OfAsync(session, NewTask.Distinct(destinations), ct)).Count;
        if (reached > above && confirmed != reached)
        {
            throw new CommandRefusedException(
                $"The task reaches {reached} computers, more than {above}: repeat the request with confirmedComputers {reached}.");
        }
    }
}

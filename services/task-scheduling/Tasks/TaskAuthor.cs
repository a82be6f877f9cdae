using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Destinations;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>
/// Whoever makes or changes a task by hand: keeps within the ID groups that they have rights for, and needs a second person for a task that
/// reaches more computers than the setting Tasks:ApproveAbove says (none by default).
/// </summary>
internal sealed class TaskAuthor(IDocumentSession session, PresentCaller caller, IConfiguration configuration)
{
    private const int MostNamed = 10;
    private readonly int? _above = Above(configuration);
    private readonly int? _confirmAbove = Confirmation.Above(configuration);

    /// <summary>How many computers one person may decide about; null is any number.</summary>
    /// <exception cref="SettingException">It is no such number.</exception>
    public static int? Above(IConfiguration configuration) => configuration.Whole("Tasks:ApproveAbove", -1, 0) is var above and >= 0 ? above : null;

    /// <summary>Creates a task once; one that reaches too many waits for a second person.</summary>
    /// <param name="confirmation">What its author says of how many it reaches; null need not say it.</param>
    /// <exception cref="CommandRefusedException">It reaches many, and its author does not say so.</exception>
    public async Task CreateAsync(TaskCreated wanted, Confirmation? confirmation, CancellationToken ct)
    {
        await RefuseForeignAsync(wanted.Destinations, ct);
        // A repeat of a creation is answered as the first time, whoever has joined since.
        var isNew = await session.LoadAsync<DistributionTask>(wanted.TaskId, ct) is null;
        var reached = isNew && (_above is not null || (confirmation is not null && _confirmAbove is not null)) ? await ReachAsync(wanted.Destinations, ct) : 0;
        confirmation?.RefuseUnless(reached, _confirmAbove);
        await NewTask.CreateAsync(
            session, wanted with { CreatedBy = caller.Value?.Responsible, MadeFor = caller.Value?.Groups }, isNew, reached > _above ? reached : null, ct);
    }

    /// <summary>How many computers these destinations reach, if they are more than one person may decide about; else null.</summary>
    public async Task<int?> ReachedAboveAsync(TaskDestinations destinations, CancellationToken ct) =>
        _above is { } above && await ReachAsync(destinations, ct) is var reached && reached > above ? reached : null;

    /// <summary>Refuses a task that reaches at present what lies outside of the caller's groups, whoever made it.</summary>
    /// <exception cref="ForbiddenException">Names the first ten.</exception>
    public async Task RefuseForeignAsync(DistributionTask task, CancellationToken ct) => await RefuseForeignAsync(
        task.ComputerCount == 0 ? new([], task.GroupIds) : TaskDestinations.In((await session.Events.FetchStreamAsync(task.Id, token: ct)).Select(e => e.Data)), ct);

    /// <summary>Refuses destinations outside of the caller's groups.</summary>
    /// <exception cref="ForbiddenException">Names the first ten.</exception>
    public async Task RefuseForeignAsync(TaskDestinations? wanted, CancellationToken ct)
    {
        if (caller.Value?.Groups is not { } groups || wanted is null)
            return;
        var destinations = NewTask.Distinct(wanted);
        List<string> foreign =
        [
            .. destinations.GroupIds.Except(groups).Select(group => $"ID group {group}"),
            .. (await Scopes.OutsideAsync(session, [.. destinations.ComputerIds], groups, ct)).Select(computer => $"computer {computer}"),
        ];
        if (foreign.Count > 0)
        {
            var more = foreign.Count > MostNamed ? $" and {foreign.Count - MostNamed} more" : "";
            throw new ForbiddenException($"These lie outside of the ID groups that you have rights for: {string.Join(", ", foreign.Take(MostNamed))}{more}.");
        }
    }
    private async Task<int> ReachAsync(TaskDestinations destinations, CancellationToken ct) =>
        (await ReachedComputers.OfAsync(session, NewTask.Distinct(destinations), ct)).Count;
}

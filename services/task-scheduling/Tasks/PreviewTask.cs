using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.Rules;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Destinations;
using FluentValidation;

namespace Distribution.TaskScheduling.Tasks;

internal static class PreviewTask
{
    private const int MostExamples = 100;

    /// <summary>What a task would do if it were issued now; nothing is written.</summary>
    /// <param name="Computers">How many it would reach; the number that a confirmation names.</param>
    /// <param name="Skipped">How many of them would skip it, as far as is known.</param>
    /// <param name="Unjudged">How many have software conditions but no known inventory; their agents will judge.</param>
    /// <param name="BytesEach">What one computer fetches.</param>
    /// <param name="Bytes">What all fetch that do not skip it.</param>
    /// <param name="Waves">How many computers each wave would take; null without waves.</param>
    /// <param name="Reasons">How many would skip it for which reason.</param>
    /// <param name="Examples">The first hundred that would skip it.</param>
    public sealed record Reach(
        int Computers, int Skipped, int Unjudged, long BytesEach, long Bytes, IReadOnlyList<int>? Waves,
        IReadOnlyDictionary<string, int> Reasons, IReadOnlyList<SkippedComputer> Examples);

    /// <summary>A computer that would skip the task, and why.</summary>
    public sealed record SkippedComputer(Guid ComputerId, string Name, IReadOnlyList<string> Reasons);

    public static void MapPreviewTask(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/tasks/preview", async (TaskDraft draft, IDocumentSession session, TaskAuthor author, CancellationToken ct) =>
        {
            await author.RefuseForeignAsync(draft.Destinations, ct);
            await KnownDestinations.RefuseUnknownAsync(session, draft.Actions, draft.Destinations, ct);
            var packages = await PackagesAsync(session, draft, ct);
            var reached = await ReachedComputers.OfAsync(session, NewTask.Distinct(draft.Destinations), ct);
            var (skipped, unjudged, reasons) = (new List<SkippedComputer>(), 0, new Dictionary<string, int>());
            var conditions = packages.Select(package => package.Attributes.Settings?.SoftwareConditions).OfType<SoftwareConditions>().ToList();
            foreach (var page in reached.Chunk(1_000))
            {
                var software = await JudgedSoftware.OfAsync(session, conditions, page, ct);
                foreach (var computer in await session.QueryAsync<KnownComputer>("where id = any(?)", ct, page.Select(KnownComputer.IdFor).ToArray()))
                {
                    var judged = Judge(packages, computer, software.GetValueOrDefault(computer.ComputerId));
                    unjudged += judged.Unjudged ? 1 : 0;
                    if (judged.Reasons.Count > 0)
                        skipped.Add(new(computer.ComputerId, computer.Name, judged.Reasons));
                    foreach (var reason in judged.Reasons)
                        reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
                }
            }

            var each = packages.Where(package => package.Fetched).DistinctBy(package => package.Attributes.ContentSha256).Sum(package => package.Attributes.ContentSize);
            return new Reach(
                reached.Count, skipped.Count, unjudged, each, each * (reached.Count - skipped.Count),
                await WavesAsync(session, draft, reached, ct), reasons, [.. skipped.Take(MostExamples)]);
        }).Validate(new TaskDraftRules()).WithName("PreviewTask").WithSummary("Whom a task would reach and skip, and how many bytes would travel.");

    /// <summary>Why a computer would skip a task; software conditions by the same function as the agent's. Pure.</summary>
    /// <param name="software">The computer's known software; null while its inventory is not known.</param>
    public static (IReadOnlyList<string> Reasons, bool Unjudged) Judge(
        IEnumerable<PreviewedPackage> packages, KnownComputer computer, IReadOnlyCollection<InstalledSoftware>? software)
    {
        var (reasons, unjudged) = (new List<string>(), false);
        foreach (var (attributes, _) in packages)
        {
            if (attributes.OperatingSystems is { Count: > 0 } systems && !systems.Contains(computer.OperatingSystem))
                reasons.Add($"{attributes.Name} is for {string.Join(", ", systems)}.");
            if (attributes.Architectures is { Count: > 0 } architectures && !architectures.Contains(computer.Architecture))
                reasons.Add($"{attributes.Name} is for {string.Join(", ", architectures)}.");
            if (attributes.Settings?.SoftwareConditions is not { } conditions)
                continue;
            if (software is null)
                unjudged = true;
            else if (!SoftwareJudgement.Of(conditions, software).Met)
                reasons.Add($"{attributes.Name}: its software conditions are not met.");
        }

        return (reasons, unjudged);
    }

    private static async Task<List<PreviewedPackage>> PackagesAsync(IDocumentSession session, TaskDraft draft, CancellationToken ct)
    {
        var packages = new List<PreviewedPackage>();
        foreach (var action in draft.Actions.Where(action => action.PackageId is not null))
        {
            if (await session.LoadAsync<KnownPackage>(KnownPackage.IdFor(action.PackageId!.Value), ct) is { Attributes: { } attributes })
                packages.Add(new(attributes, action.Kind != ActionKind.Uninstall));
        }

        return packages;
    }

    private static async Task<IReadOnlyList<int>?> WavesAsync(IDocumentSession session, TaskDraft draft, IReadOnlyCollection<Guid> reached, CancellationToken ct)
    {
        if (draft.Rollout is not { } rollout)
            return null;
        var groups = await WaveGroups.MembersAsync(session, rollout, ct);
        var assigned = Tasks.Waves.Assign(Guid.Empty, rollout, reached, computer => groups.GetValueOrDefault(computer) ?? []);
        return [.. Enumerable.Range(1, rollout.Waves.Count).Select(wave => assigned.Values.Count(w => w == wave))];
    }
}

/// <summary>A package of a previewed task.</summary>
/// <param name="Fetched">Whether computers fetch its content.</param>
internal sealed record PreviewedPackage(Destinations.PackageAttributes Attributes, bool Fetched);

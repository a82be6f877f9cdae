using System.Security.Cryptography;
using System.Text.Json;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Destinations;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>What every way of making a task shares.</summary>
internal static class NewTask
{
    /// <summary>Added to the actions' limits before silence is a time-out (domain, section 10).</summary>
    public const int UsualSilenceMarginSeconds = 900;

    /// <summary>Uninstallation when every action uninstalls, else distribution.</summary>
    public static TaskKind KindOf(IEnumerable<TaskAction> actions) =>
        actions.All(action => action.Kind == ActionKind.Uninstall) ? TaskKind.Uninstallation : TaskKind.Distribution;

    /// <summary>Each computer and group once; a saved search goes by the group that it became.</summary>
    public static TaskDestinations Distinct(TaskDestinations wanted) => new(
        [.. (wanted.ComputerIds ?? []).Distinct()],
        [.. (wanted.GroupIds ?? []).Concat((wanted.SavedSearchIds ?? []).Select(KnownGroup.OfSearch)).Distinct()],
        wanted.SavedSearchIds is { Count: > 0 } searches ? [.. searches.Distinct()] : null);

    /// <summary>Creates a task once; a repeat is answered as the first time, whatever became of its destinations since.</summary>
    /// <param name="isNew">Whether there was no task of this id a moment ago.</param>
    /// <param name="approvalFor">How many computers it reaches, when somebody else has to approve it.</param>
    public static async Task CreateAsync(IDocumentSession session, TaskCreated wanted, bool isNew, int? approvalFor, CancellationToken ct)
    {
        var created = wanted with { Fingerprint = FingerprintOf(wanted) };
        if (isNew)
        {
            if (created.Schedule.ExpiresAt <= created.CreatedAt)
                throw new UnprocessableException($"The task would have expired at {created.Schedule.ExpiresAt:u} already.");
            if (created.Schedule is { Cron: not null, StartAt: null })
                throw new UnprocessableException("The rule names no moment to come.");
            await KnownDestinations.RefuseUnknownAsync(session, created.Actions, created.Destinations, ct);
        }

        await session.Decide<DistributionTask>(created.TaskId, state => TaskDecisions.Create(state, created, approvalFor), ct);
    }

    // Everything but the moment and the person tells a repeat of a creation from another creation with the same id.
    private static string FingerprintOf(TaskCreated created) => Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(created with
        {
            CreatedAt = default,
            CreatedBy = null,
            MadeFor = null,
            Fingerprint = "",
            // The first moment of a recurring one follows from when it was asked for.
            Schedule = created.Schedule.Cron is null ? created.Schedule : created.Schedule with { StartAt = null },
        })));
}

using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Distribution.ServiceDefaults;

/// <summary>
/// A listener that starts late or builds its tables anew hears what was told before it listened: an operator asks each service to
/// tell its log once more, into a queue for this listener alone. Nobody else hears it, and no command goes out again.
/// </summary>
internal static partial class TellHistory
{
    public static void MapTellHistory(this IEndpointRouteBuilder routes, string service)
    {
        var name = OperationNames.Of(service);
        routes.MapPut($"/retellings/{service}/{{id:guid}}", async (Guid id, Request request, IDocumentSession session, LogReader log, TimeProvider clock, CancellationToken ct) =>
        {
            if (id == Guid.Empty)
                throw Validation.Broken("id", "The id must not be empty.");
            if (request.Queue is null || !QueueName().IsMatch(request.Queue))
                throw Validation.Broken("queue", $"'{request.Queue}' is no queue of a history: it is named history.(listener).(id).");
            if (await session.LoadAsync<Retelling>(id, ct) is not { } asked)
            {
                asked = new(id, request.Queue, await log.PublishedAsync(ct), 0, clock.GetUtcNow());
                session.Store(asked);
                await session.SaveChangesAsync(ct);
            }

            return TypedResults.Accepted($"/retellings/{service}/{id}", asked);
        }).WithName($"Retell{name}").WithSummary($"Lets {service} tell its history once more, into a listener's own queue.");

        routes.MapGet($"/retellings/{service}/{{id:guid}}", async (Guid id, IDocumentSession session, CancellationToken ct) =>
            TypedResults.Ok(await session.LoadAsync<Retelling>(id, ct) ?? throw new NotFoundException("retelling", id))).WithName($"GetRetellingOf{name}").WithSummary($"How far a retelling of {service} is.");
    }

    internal sealed record Request(string? Queue);

    // Into an agent's queue, or a service's own, nobody shall write by this way.
    [GeneratedRegex("^history\\.[a-z][a-z0-9-]{0,39}\\.[0-9a-f-]{36}$", RegexOptions.CultureInvariant)]
    private static partial Regex QueueName();
}

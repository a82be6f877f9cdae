using Distribution.IdGroupPolicy.Groups;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Mvc;

namespace Distribution.IdGroupPolicy.Policies;

/// <summary>Takes all policies out as a document, and a document in: as a whole or not at all (domain 4.3).</summary>
internal static class ImportPolicies
{
    public static void MapPolicyDocuments(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/policies/export", async (IDocumentSession session, CancellationToken ct) =>
        {
            var policies = await session.QueryAsync<Policy>($"{GetPolicies.All} order by id limit ?", ct, PolicyBook.Most);
            var names = (await session.QueryAsync<Group>("where id = any(?)", ct, policies.Select(p => p.GroupId).Distinct().ToArray()))
                .ToDictionary(group => group.Id, group => group.Name);
            return TypedResults.Ok(new PolicyDocument(1, [.. policies.Select(p => new WrittenPolicy(p.Id, names[p.GroupId], p.Condition))]));
        }).WithName("ExportPolicies").WithSummary("All policies as one document.");

        routes.MapPost("/policies/import", async (
            PolicyDocument document, IDocumentSession session, OwnSessions sessions, TimeProvider clock, CancellationToken ct) =>
        {
            var groups = await GroupsAsync(session, document, ct);
            if (PolicyDocuments.FaultsOf(document, groups) is { Count: > 0 } faults)
                throw new ValidationException(faults.Select(f => new ValidationFailure(f.Field, f.Fault)));

            var now = clock.GetUtcNow();
            var held = (await session.Events.FetchForWriting<PolicyBook>(PolicyBook.TheOne, ct)).Aggregate?.Policies;
            var written = await sessions.WriteAsync([.. document.Policies.Select(Change)], ct);
            var (set, changed) = (written.Count(w => w.Before is null), written.Count(w => w.Before is { } before && before.Place != w.After!.Place));
            return TypedResults.Ok(new PolicyImport(set, changed, document.Policies.Count - set - changed));

            (Guid, Func<Policy?, object[]>) Change(WrittenPolicy written)
            {
                var group = groups[written.Group.ToUpperInvariant()];
                var id = written.Id ?? (held is not null && held.TryGetValue(Policy.PlaceOf(group, written.Condition), out var equal) ? equal : Guid.CreateVersion7(now));
                return (id, state => Policy.Set(state, id, group, written.Condition, now));
            }
        }).WithMetadata(new RequestSizeLimitAttribute(PolicyDocument.Largest)).WithName("ImportPolicies").WithSummary("Makes and changes policies by a document.");
    }

    private static async Task<Dictionary<string, Guid>> GroupsAsync(IDocumentSession session, PolicyDocument document, CancellationToken ct)
    {
        var groups = new Dictionary<string, Guid>();
        foreach (var name in (document.Policies ?? []).Take(PolicyBook.Most).Select(p => p?.Group?.ToUpperInvariant()).OfType<string>().Distinct())
        {
            if (await session.Events.AggregateStreamAsync<GroupName>(GroupName.StreamOf(name), token: ct) is { GroupId: { } id }
                && await session.LoadAsync<Group>(id, ct) is { RemovalStartedAt: null })
                groups[name] = id;
        }

        return groups;
    }
}

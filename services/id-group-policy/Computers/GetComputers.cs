using Distribution.IdGroupPolicy.Search;

namespace Distribution.IdGroupPolicy.Computers;

/// <summary>A computer as it may be seen: without what it proves itself with.</summary>
/// <param name="AgentVersion">Null before the first contact.</param>
/// <param name="Online">Whether it was heard of in the last 25 minutes.</param>
/// <param name="FencedAt">Since when nobody is let in under this identity, because two computers have it; null when all is well.</param>
/// <param name="IsRelay">Whether an operator has said that it serves others with content.</param>
public sealed record ComputerView(
    Guid Id, string Name, string OperatingSystem, string Architecture, DateTimeOffset EnrolledAt, string? AgentVersion, DateTimeOffset? LastContactAt,
    bool Online, DateTimeOffset? FencedAt, bool IsRelay)
{
    internal static ComputerView Of(Computer computer, Presence? presence, DateTimeOffset now) => new(
        computer.Id, computer.Name, computer.OperatingSystem, computer.Architecture, computer.EnrolledAt, computer.AgentVersion,
        presence?.Current is null ? computer.LastContacts?[^1] : presence.SeenAt, presence?.IsOnline(now) ?? false, computer.FencedAt, computer.RelaySince is not null);
}

internal static class GetComputers
{
    /// <summary>The list in the order of the names, without the removed ones.</summary>
    public const string Index =
        "create index if not exists mt_doc_computer_idx_name on mt_doc_computer ((data ->> 'Name'), (id::text)) where data ->> 'RemovedAt' is null";

    public static void MapGetComputers(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/computers", async (string? search, bool? fenced, string? after, int? limit, IDocumentSession session, Caller caller, TimeProvider clock, CancellationToken ct) =>
        {
            var (size, behind) = (Paging.Limit(limit), Paging.After(after, keys: 2) ?? ["", ""]);
            if (fenced is not null && !string.IsNullOrWhiteSpace(search))
                throw Validation.Broken("fenced", "It goes without a search.");
            var only = fenced switch { true => " and data ->> 'FencedAt' is not null", false => " and data ->> 'FencedAt' is null", null => "" };
            var read = string.IsNullOrWhiteSpace(search)
                ? await session.QueryAsync<Computer>(
                    $"where data ->> 'RemovedAt' is null{only} and (data ->> 'Name', id::text) > (?, ?){Scopes.Among(caller)} order by data ->> 'Name', id::text limit ?",
                    ct, [behind[0], behind[1], .. Scopes.Parameters(caller), size + 1])
                : await session.FindComputersAsync(SearchParser.Read(search, "search"), behind, size + 1, caller, clock.GetUtcNow(), ct);
            var present = (await session.QueryAsync<Presence>("where id = any(?)", ct, read.Select(computer => computer.Id).ToArray()))
                .ToDictionary(presence => presence.Id);
            return TypedResults.Ok(Paging.Of(
                [.. read.Select(computer => ComputerView.Of(computer, present.GetValueOrDefault(computer.Id), clock.GetUtcNow()))],
                size, item => [item.Name, item.Id.ToString("D")]));
        }).WithName("GetComputers").WithSummary("Searches and lists the computers.");

        routes.MapGet("/computers/{id:guid}", async (Guid id, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
            await session.LoadAsync<Computer>(id, ct) is { RemovedAt: null } computer
                ? TypedResults.Ok(ComputerView.Of(computer, await session.LoadAsync<Presence>(id, ct), clock.GetUtcNow()))
                : throw new NotFoundException("computer", id)).WithName("GetComputer").WithSummary("One computer.");
    }
}

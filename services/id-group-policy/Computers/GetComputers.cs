namespace Distribution.IdGroupPolicy.Computers;

/// <summary>A computer as it may be seen: without what it proves itself with.</summary>
public sealed record ComputerView(
    Guid Id, string Name, string OperatingSystem, string Architecture, DateTimeOffset EnrolledAt, string? AgentVersion, DateTimeOffset? LastContactAt)
{
    internal static ComputerView Of(Computer computer) => new(
        computer.Id, computer.Name, computer.OperatingSystem, computer.Architecture, computer.EnrolledAt, computer.AgentVersion, computer.LastContactAt);
}

internal static class GetComputers
{
    /// <summary>The list in the order of the names, without the removed ones.</summary>
    public const string Index =
        "create index if not exists mt_doc_computer_idx_name on mt_doc_computer ((data ->> 'Name'), (id::text)) where data ->> 'RemovedAt' is null";

    public static void MapGetComputers(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/computers", async (string? after, int? limit, IDocumentSession session, CancellationToken ct) =>
        {
            var (size, behind) = (Paging.Limit(limit), Paging.After(after, keys: 2) ?? ["", ""]);
            var read = await session.QueryAsync<Computer>(
                "where data ->> 'RemovedAt' is null and (data ->> 'Name', id::text) > (?, ?) order by data ->> 'Name', id::text limit ?",
                ct, behind[0], behind[1], size + 1);
            return TypedResults.Ok(Paging.Of([.. read.Select(ComputerView.Of)], size, item => [item.Name, item.Id.ToString("D")]));
        });

        routes.MapGet("/computers/{id:guid}", async (Guid id, IDocumentSession session, CancellationToken ct) =>
            await session.LoadAsync<Computer>(id, ct) is { RemovedAt: null } computer
                ? TypedResults.Ok(ComputerView.Of(computer))
                : throw new NotFoundException("computer", id));
    }
}

using System.Text;

namespace Distribution.IdGroupPolicy.Inventory;

/// <summary>What an import of asset fields came to.</summary>
/// <param name="Changed">Computers that have other fields than before.</param>
/// <param name="NotFound">Lines whose computer nobody knows, and lines whose name is that of several.</param>
public sealed record AssetImport(int Lines, int Changed, IReadOnlyList<UnknownLine> NotFound);

/// <summary>A line of an import that could not be placed.</summary>
/// <param name="Line">Counted from 1, the heading included.</param>
public sealed record UnknownLine(int Line, string Computer, string Reason);

/// <summary>Takes a CSV document: the heading is computer and then names of fields; computers are given by name or id. An empty cell takes the field away.</summary>
internal static class ImportAssets
{
    private const int MostLines = 100_000;
    private const int LargestBody = 64 * 1024 * 1024;
    private const int AtOnce = 500;

    public static void MapImportAssets(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/computers/assets", async (HttpRequest request, IServiceScopeFactory scopes, TimeProvider clock, CancellationToken ct) =>
        {
            if (request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) != true)
                throw new BadHttpRequestException("The body must be text/csv.", StatusCodes.Status415UnsupportedMediaType);
            using var reader = new StreamReader(request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
            var rows = await RowsAsync(reader, request, ct);
            var (changed, unknown) = (0, new List<UnknownLine>());
            foreach (var some in rows.Rows.Chunk(AtOnce))
            {
                await using var scope = scopes.CreateAsyncScope();
                changed += await WriteAsync(scope.ServiceProvider.GetRequiredService<IDocumentSession>(), rows.Fields, some, unknown, clock, ct);
            }

            return TypedResults.Ok(new AssetImport(rows.Rows.Count, changed, unknown));
        }).TakesBody("text/csv").WithName("ImportAssets").WithSummary("Sets asset fields of many computers by a CSV document.");

    private static async Task<(string[] Fields, List<Row> Rows)> RowsAsync(StreamReader reader, HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > LargestBody)
            throw new BadHttpRequestException($"An import has at most {LargestBody} bytes.", StatusCodes.Status413PayloadTooLarge);
        try
        {
            var lines = Csv.Read(await reader.ReadToEndAsync(ct));
            if (lines is not [["computer", ..] heading, ..])
                throw Validation.Broken("body", "Line 1: the heading must be computer and then the names of fields.");
            string[] fields = [.. heading.Skip(1)];
            var rows = lines.Skip(1).Select((cells, index) => new Row(index + 2, cells)).Where(row => row.Cells is not [""]).ToList();
            if (rows.Count > MostLines)
                throw new BadHttpRequestException($"An import has at most {MostLines} lines.", StatusCodes.Status413PayloadTooLarge);
            foreach (var row in rows)
                Check(row, fields);
            return (fields, rows);
        }
        catch (Exception fault) when (fault is FormatException or DecoderFallbackException)
        {
            throw Validation.Broken("body", fault.Message);
        }
    }

    // Nothing of a document with a fault is written.
    private static void Check(Row row, string[] fields)
    {
        if (row.Cells.Length != fields.Length + 1)
            throw Validation.Broken("body", $"Line {row.Line}: it has {row.Cells.Length} cells; the heading has {fields.Length + 1}.");
        if (fields.Distinct(StringComparer.OrdinalIgnoreCase).Count() < fields.Length)
            throw Validation.Broken("body", "Line 1: two fields differ in nothing but case.");
        if (Assets.FaultOf(row.Of(fields).ToDictionary(field => field.Key, string? (field) => field.Value)) is { } fault)
            throw Validation.Broken("body", $"Line {row.Line}: {fault}");
    }

    private static async Task<int> WriteAsync(
        IDocumentSession session, string[] fields, Row[] rows, List<UnknownLine> unknown, TimeProvider clock, CancellationToken ct)
    {
        var known = await session.QueryAsync<Named>(
            """
            select jsonb_build_object('Id', id, 'Name', data -> 'Name') from mt_doc_computer
            where data ->> 'RemovedAt' is null and (data ->> 'Name' = any(?) or id = any(?))
            """,
            ct, rows.Select(row => row.Computer).ToArray(), rows.Select(row => Guid.TryParse(row.Computer, out var id) ? id : Guid.Empty).ToArray());
        var (byName, byId) = (known.ToLookup(computer => computer.Name), known.ToDictionary(computer => computer.Id));
        var wanted = new Dictionary<Guid, List<Row>>();
        foreach (var row in rows)
        {
            Guid[] found = Guid.TryParse(row.Computer, out var id) && byId.ContainsKey(id) ? [id] : [.. byName[row.Computer].Select(computer => computer.Id)];
            if (found is [var one])
                (wanted.TryGetValue(one, out var list) ? list : wanted[one] = []).Add(row);
            else
                unknown.Add(new(row.Line, row.Computer, found.Length == 0 ? "No computer has this name or id." : $"{found.Length} computers have this name; give the id."));
        }

        var fetch = session.CreateBatchQuery();
        var reads = wanted.Keys.Select(id => fetch.Events.FetchForWriting<Assets>(Assets.StreamOf(id))).ToList();
        await fetch.Execute(ct);
        var changed = 0;
        foreach (var (id, stream) in wanted.Keys.Zip(await Task.WhenAll(reads)))
        {
            var events = wanted[id].Select(row => row.Of(fields)).Aggregate(
                new List<object>(), (all, given) => [.. all, .. Assets.Set(all.Aggregate(stream.Aggregate, Assets.Evolve), id, given, clock.GetUtcNow())]);
            stream.AppendMany(events);
            changed += events.Count > 0 ? 1 : 0;
        }

        await session.SaveChangesAsync(ct);
        return changed;
    }

    private sealed record Named(Guid Id, string Name);

    private sealed record Row(int Line, string[] Cells)
    {
        public string Computer => Cells[0];

        public Dictionary<string, string> Of(string[] fields) => fields.Zip(Cells.Skip(1)).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}

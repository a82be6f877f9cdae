using System.Text;
using Distribution.IdGroupPolicy.Computers;
using Microsoft.AspNetCore.Http.Features;

namespace Distribution.IdGroupPolicy.Groups;

/// <summary>Why a line of an imported list made nobody a member.</summary>
public enum NotImported
{
    AlreadyMember,
    NotFound,
    Ambiguous,
    Malformed,
}

/// <summary>A line that made nobody a member.</summary>
/// <param name="Line">Counts from 1.</param>
public sealed record ImportRemark(long Line, string Computer, NotImported Reason, string Detail);

/// <summary>What an import did; what is read is applied, line by line, so that a repeat is harmless.</summary>
/// <param name="Remarks">The first thousand lines that made nobody a member.</param>
public sealed record ImportReport(
    long Lines, long Joined, long AlreadyMembers, long NotFound, long Ambiguous, long Malformed, IReadOnlyList<ImportRemark> Remarks);

internal static class ImportMembers
{
    /// <summary>Largest list, in bytes.</summary>
    public const long Largest = 16L << 20;

    public static void MapImportMembers(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/groups/{id:guid}/members/import", async (
            Guid id, HttpContext http, Joinings joinings, IDocumentSession session, CancellationToken ct) =>
        {
            if (await session.LoadAsync<Group>(id, ct) is not { RemovedAt: null } group)
                throw new NotFoundException("ID group", id);
            if (!group.IsActive())
                throw new CommandRefusedException("The ID group is being removed.");
            if (http.Request.ContentLength > Largest)
                throw new BadHttpRequestException($"A list may have at most {Largest} bytes.", StatusCodes.Status413PayloadTooLarge);
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                limit.MaxRequestBodySize = Largest;         // a list without a stated length ends there with 413

            var report = new Counting();
            using var text = new StreamReader(http.Request.Body, new UTF8Encoding(false));
            await foreach (var page in MemberList.ReadAsync(text).Chunk(Joinings.Size).WithCancellation(ct))
            {
                var found = await FindAsync(session, page, ct);
                var computers = found.Values.Where(ids => ids.Count == 1).Select(ids => (id, ids[0]));
                var joined = await joinings.JoinAsync(computers, JoinedBy.Administrator, ct);
                report.Add(page, found, [.. joined.Select(pair => pair.ComputerId)]);
            }

            return TypedResults.Ok(report.ToReport());
        }).TakesBody("text/csv").WithName("ImportMembers").WithSummary("Puts the computers of a CSV document into an ID group.");

    // Names are exact, as everywhere; a text that is an id means that computer.
    private static async Task<Dictionary<string, List<Guid>>> FindAsync(IDocumentSession session, ListedComputer[] page, CancellationToken ct)
    {
        var wanted = page.Where(line => line.Fault is null).Select(line => line.Computer).Distinct().ToArray();
        var ids = wanted.Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).ToArray();
        var computers = await session.QueryAsync<Computer>(
            "where data ->> 'RemovedAt' is null and (data ->> 'Name' = any(?) or id = any(?))", ct, wanted, ids);
        var (byName, byId) = (computers.ToLookup(c => c.Name, c => c.Id), computers.Select(c => c.Id).ToHashSet());
        return wanted.ToDictionary(text => text, text => Guid.TryParse(text, out var id) && byId.Contains(id) ? [id] : byName[text].ToList());
    }

    /// <summary>What the pages so far came to.</summary>
    private sealed class Counting
    {
        private const int MostRemarks = 1_000;
        private readonly long[] _counts = new long[4];
        private readonly List<ImportRemark> _remarks = [];
        private long _lines;
        private long _joined;

        public void Add(ListedComputer[] page, Dictionary<string, List<Guid>> found, HashSet<Guid> joining)
        {
            foreach (var line in page)
            {
                _lines++;
                if (line.Fault is { } fault)
                    Remark(line, NotImported.Malformed, fault);
                else if (found[line.Computer] is not [var one])
                    Remark(line, found[line.Computer].Count == 0 ? NotImported.NotFound : NotImported.Ambiguous, Told(found[line.Computer]));
                else if (joining.Remove(one))
                    _joined++;
                else
                    Remark(line, NotImported.AlreadyMember, "It is a member already.");
            }
        }

        public ImportReport ToReport() => new(_lines, _joined, _counts[0], _counts[1], _counts[2], _counts[3], _remarks);

        private static string Told(List<Guid> ids) =>
            ids.Count == 0 ? "No computer has this name or id." : $"{ids.Count} computers have this name: {string.Join(", ", ids.Take(5))}.";

        private void Remark(ListedComputer line, NotImported reason, string detail)
        {
            _counts[(int)reason]++;
            if (_remarks.Count < MostRemarks)
                _remarks.Add(new(line.Number, line.Computer, reason, detail));
        }
    }
}

using System.Text;
using Distribution.IdGroupPolicy.Computers;
using Distribution.IdGroupPolicy.Groups;
using Distribution.IdGroupPolicy.Inventory;

namespace Distribution.IdGroupPolicy.Search;

/// <summary>
/// A condition as SQL over mt_doc_searched_computer d. Every text of it is one of this file's own; what the operator wrote is a parameter.
/// Software, groups and versions are looked up first: of them there are few, and of computers many.
/// </summary>
internal sealed class SearchSql
{
    /// <summary>What the searches' indexes need first, and the indexes.</summary>
    public static readonly IReadOnlyList<string> Indexes =
    [
        "create extension if not exists pg_trgm",
        "create index if not exists mt_doc_searched_computer_idx_name on mt_doc_searched_computer ((data ->> 'Name'), (id::text))",
        "create index if not exists mt_doc_searched_computer_idx_keys on mt_doc_searched_computer using gin (hashed_keys(data)) with (fastupdate = off)",
        "create index if not exists mt_doc_searched_computer_idx_text on mt_doc_searched_computer using gin ((data #>> '{Texts,name}') gin_trgm_ops, (data #>> '{Texts,user}') gin_trgm_ops) with (fastupdate = off)",
        "create index if not exists mt_doc_searched_computer_idx_os on mt_doc_searched_computer ((data #>> '{Texts,os.version}'))",
        "create index if not exists mt_doc_searched_computer_idx_agent on mt_doc_searched_computer ((data #>> '{Texts,agent}'))",
        "create index if not exists mt_doc_searched_computer_idx_memory on mt_doc_searched_computer (((data #>> '{Numbers,memory}')::bigint))",
        "create index if not exists mt_doc_searched_computer_idx_least_free on mt_doc_searched_computer (((data #>> '{Ranges,disk.free,0}')::bigint))",
        "create index if not exists mt_doc_searched_computer_idx_most_free on mt_doc_searched_computer (((data #>> '{Ranges,disk.free,-1}')::bigint))",
        "create index if not exists mt_doc_known_software_idx_text on mt_doc_known_software using gin ((data ->> 'Lower') gin_trgm_ops)",
    ];

    private const int MostKeys = 5_000;
    private readonly StringBuilder _sql = new();
    private readonly List<object> _parameters = [];
    private readonly IDocumentSession _session;
    private readonly DateTimeOffset _now;

    private SearchSql(IDocumentSession session, DateTimeOffset now) => (_session, _now) = (session, now);

    /// <summary>The SQL, in which each ? is the next of the parameters.</summary>
    public string Text => _sql.ToString();

    /// <summary>What the operator wrote, and what was looked up.</summary>
    public IReadOnlyList<object> Parameters => _parameters;

    /// <summary>Compiles a condition.</summary>
    /// <exception cref="UnprocessableException">It asks for so much different software that no index helps.</exception>
    public static async Task<SearchSql> CompileAsync(SearchCondition condition, IDocumentSession session, DateTimeOffset now, CancellationToken ct)
    {
        var sql = new SearchSql(session, now);
        await sql.WriteAsync(condition, ct);
        return sql;
    }

    private async Task WriteAsync(SearchCondition condition, CancellationToken ct)
    {
        switch (condition)
        {
            case Both x:
                await JoinAsync(x.Left, " and ", x.Right, ct);
                break;
            case Either x:
                await JoinAsync(x.Left, " or ", x.Right, ct);
                break;
            case Not x:
                await NegateAsync(x.Inner, ct);
                break;
            case Compare { Operator: "!=", Field.Kind: not FieldKind.SoftwareVersion } x:
                await NegateAsync(x with { Operator = "=" }, ct);
                break;
            default:
                await CompareAsync((Compare)condition, ct);
                break;
        }
    }

    private async Task JoinAsync(SearchCondition left, string word, SearchCondition right, CancellationToken ct)
    {
        _sql.Append('(');
        await WriteAsync(left, ct);
        _sql.Append(word);
        await WriteAsync(right, ct);
        _sql.Append(')');
    }

    // What is not known is null; it does not hold, and so its contrary does.
    private async Task NegateAsync(SearchCondition inner, CancellationToken ct)
    {
        _sql.Append("not coalesce(");
        await WriteAsync(inner, ct);
        _sql.Append(", false)");
    }

    private Task CompareAsync(Compare x, CancellationToken ct) => (x.Field.Kind, x.Operator) switch
    {
        (FieldKind.Text or FieldKind.Texts, "=") => Keyed(SearchedComputer.KeyOf(x.Field.Name, x.Lower)),
        (FieldKind.Asset, "=") => Keyed(SearchedComputer.KeyOf($"asset {x.LowerArgument}", x.Lower)),
        (FieldKind.Text, _) => Add($"d.data #>> '{{Texts,{x.Field.Name}}}' like ?", TextPattern.Of(x.Operator, x.Value).Like),
        (FieldKind.Asset, _) => Add("d.data -> 'Fields' ->> ? like ?", x.LowerArgument, TextPattern.Of(x.Operator, x.Value).Like),
        (FieldKind.Texts, _) => Add(
            $"exists (select 1 from jsonb_array_elements_text(d.data #> '{{Lists,{x.Field.Name}}}') v(text) where v.text like ?)", TextPattern.Of(x.Operator, x.Value).Like),
        (FieldKind.Number, _) => Add($"(d.data #>> '{{Numbers,{x.Field.Name}}}')::bigint {x.Operator} ?", SearchOperand.Number(x.Value)!.Value),
        (FieldKind.Numbers, "=") => Add("d.data -> 'Ranges' -> ? @> to_jsonb(?)", SearchedComputer.RangeOf(x.Field.Name, x.Argument), SearchOperand.Number(x.Value)!.Value),
        (FieldKind.Numbers, _) => x.Argument is null
            ? Add($"(d.data #>> '{{Ranges,{x.Field.Name},{End(x)}}}')::bigint {x.Operator} ?", SearchOperand.Number(x.Value)!.Value)
            : Add($"(d.data -> 'Ranges' -> ? ->> {End(x)})::bigint {x.Operator} ?", SearchedComputer.RangeOf(x.Field.Name, x.Argument), SearchOperand.Number(x.Value)!.Value),
        (FieldKind.Address, _) => AddressAsync(SearchOperand.Network(x.Value)!),
        (FieldKind.Moment, _) => Add(
            $"d.id in (select p.id from mt_doc_presence p where (p.data ->> 'Seen')::bigint {x.Operator} ? and p.data ->> 'Current' is not null)",
            SearchOperand.Moment(x.Value, _now)!.Value),
        (FieldKind.Flag, _) => Add(
            $"{(SearchOperand.Flag(x.Value) == true ? "" : "not ")}d.id in (select p.id from mt_doc_presence p where (p.data ->> 'Seen')::bigint > ? and p.data ->> 'Current' is not null)",
            (_now - Presence.LongestSilence).ToUnixTimeMilliseconds()),
        (FieldKind.Version, _) => VersionAsync(x, ct),
        (FieldKind.Group, _) => GroupAsync(x, ct),
        _ => SoftwareAsync(x, ct),
    };

    // Any number is less than another when the least is.
    private static string End(Compare x) => x.Operator[0] == '<' ? "0" : "-1";

    private Task Add(string sql, params object[] parameters)
    {
        _sql.Append(sql);
        _parameters.AddRange(parameters);
        return Task.CompletedTask;
    }

    private Task Keyed(params long[] keys) => Add(keys.Length == 1 ? "hashed_keys(d.data) @> ?" : "hashed_keys(d.data) && ?", keys);

    private Task AddressAsync(Network network) => network.IsIndexed
        ? Keyed(SearchedComputer.KeyOf("network", network.Indexed))
        : Add(
            "(hashed_keys(d.data) @> ? and exists (select 1 from jsonb_array_elements_text(d.data #> '{Lists,address}') v(text) where v.text::inet <<= ?::inet))",
            new[] { SearchedComputer.KeyOf("network", network.Indexed) }, network.ToString());

    // Of a fleet's computers all but a few hundred have a version that another has: the index is walked from one to the next.
    private async Task VersionAsync(Compare x, CancellationToken ct)
    {
        var field = $"d.data #>> '{{Texts,{x.Field.Name}}}'";
        var present = await _session.QueryAsync<string>(
            $"""
            with recursive v as (
                (select {field} as text from mt_doc_searched_computer d where {field} is not null order by 1 limit 1)
                union all
                select (select {field} from mt_doc_searched_computer d where {field} > v.text order by 1 limit 1) from v where v.text is not null)
            select text from v where text is not null
            """, ct);
        var lower = x with { Value = x.Lower };
        await Keyed([.. present.Where(version => SearchPredicate.VersionFits("", version, lower)).Select(version => SearchedComputer.KeyOf(x.Field.Name, version))]);
    }

    private async Task GroupAsync(Compare x, CancellationToken ct)
    {
        var groups = await _session.QueryAsync<Group>("where data ->> 'RemovedAt' is null", ct);
        var ids = groups.Where(group => SearchPredicate.TextFits(x, TextPattern.Lower(group.Name)));
        await Add(
            "d.id in (select (m.data ->> 'ComputerId')::uuid from mt_doc_membership m where m.data ->> 'GroupId' = any(?) and m.data ->> 'LeftAt' is null)",
            (object)ids.Select(group => group.Id.ToString("D")).ToArray());
    }

    private async Task SoftwareAsync(Compare x, CancellationToken ct)
    {
        var (where, text) = x.Field.Kind == FieldKind.SoftwareVersion ? ("= ?", x.LowerArgument)
            : x.Operator == "=" ? ("= ?", x.Lower)
            : ("like ?", TextPattern.Of(x.Operator, x.Value).Like);
        var known = await _session.QueryAsync<KnownSoftware>($"where data ->> 'Lower' {where} limit ?", ct, text, MostKeys + 1);
        if (known.Count > MostKeys)
            throw new UnprocessableException($"{x.Text} fits more than {MostKeys} names and versions of software; ask for less at once.");
        var keys = known.Where(software => x.Field.Kind == FieldKind.Software || SearchPredicate.VersionFits(software.Name, software.Version, x)).Select(s => s.Key);
        await Add("d.id in (select s.id from mt_doc_software_keys s where hashed_keys(s.data) && ?)", keys.ToArray());
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Distribution.Packages.Catalogue;
using Npgsql;

namespace Distribution.Benchmarks.Packages;

/// <summary>List and search over HTTP, in turns with the same statement sent to the database by hand.</summary>
internal static class ListRace
{
    private const double Target = 50;

    private static readonly (string Work, string Path, PackageList List)[] Questions =
    [
        ("by name, first page", "sort=name", Asked(sort: "name")),
        ("by publisher, downwards", "sort=-publisher", Asked(sort: "-publisher")),
        ("by size, downwards", "sort=-size", Asked(sort: "-size")),
        ("newest first", "sort=-registered", Asked(sort: "-registered")),
        ("last edited first", "sort=-edited", Asked(sort: "-edited")),
        ("with updates", "includeUpdates=true", Asked(updates: true)),
        ("search, one hit", "search=setup-1234.", Asked(search: "setup-1234.")),
        ("search, many hits, by size", "search=reader&sort=size", Asked(search: "reader", sort: "size")),
        ("search, two words", "search=reader+driver", Asked(search: "reader driver")),
        ("search, two letters", "search=ea", Asked(search: "ea")),
        ("search, no hit", "search=nothingofthekind", Asked(search: "nothingofthekind")),
        ("of one publisher", "publisher=publisher+7", Asked(publisher: "publisher 7")),
        ("in a folder and below", "folder=division+3/department+4", Asked(folder: "division 3/department 4")),
        ("all filters", "kind=software&os=windows&folder=division+3&search=editor&sort=-edited", Asked("editor", "software", os: "windows", folder: "division 3", sort: "-edited")),
    ];

    public static async Task RunAsync(Report report, bool quick)
    {
        if (!report.Wants("packages, list"))
            return;
        var (packages, rounds) = quick ? (2_000, 40) : (10_000, 300);
        await using var catalogue = await LargeCatalogue.FillAsync(packages);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{packages:N0} packages, pages of 100, milliseconds"));
        Console.WriteLine($"{"work",-32}{"ours p50",12}{"p95",8}{"bare p50",12}{"p95",8}{"ratio p50",12}");
        foreach (var (work, path, list) in Questions)
            Tell(report, work, await MeasureAsync(rounds, () => GetAsync(catalogue, $"/packages?{path}"), Bare(catalogue, list)));
        Tell(report, "a page in the middle", await MeasureAsync(rounds, () => GetAsync(catalogue, $"/packages?after={Middle}"), Bare(catalogue, Asked() with { After = Middle })));
        Tell(report, "the tree of folders", await MeasureAsync(rounds, () => GetAsync(catalogue, "/packages/folders"), BareFolders(catalogue)));
    }

    private static string Middle => ServiceDefaults.Paging.Cursor("", "manager", Guid.Empty.ToString());

    private static PackageList Asked(
        string? search = null, string? kind = null, string? publisher = null, string? os = null, string? folder = null, string? sort = null, bool? updates = null) =>
        new(search, kind, publisher, os, folder, sort, updates, null, null);

    private static void Tell(Report report, string work, (double[] Ours, double[] Bare) times)
    {
        var (ours, bare) = (At(times.Ours, 0.5), At(times.Bare, 0.5));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{work,-32}{ours,12:N2}{At(times.Ours, 0.95),8:N2}{bare,12:N2}{At(times.Bare, 0.95),8:N2}{bare / ours,12:N2}"));
        report.Figure($"packages, list, {work}, p95 ms", At(times.Ours, 0.95), Target, atMost: true);
    }

    // In turns, so that whatever else the machine does falls on both.
    private static async Task<(double[] Ours, double[] Bare)> MeasureAsync(int rounds, Func<Task> ours, Func<Task> bare)
    {
        var times = (Ours: new double[rounds], Bare: new double[rounds]);
        for (var round = -10; round < rounds; round++)
        {
            var (first, second) = (await TimeAsync(ours), await TimeAsync(bare));
            if (round >= 0)
                (times.Ours[round], times.Bare[round]) = (first, second);
        }

        Array.Sort(times.Ours);
        Array.Sort(times.Bare);
        return times;
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double At(double[] sorted, double part) => sorted[(int)((sorted.Length - 1) * part)];

    private static async Task GetAsync(LargeCatalogue catalogue, string path)
    {
        using var answer = await catalogue.Service.Client.GetAsync(new Uri(path, UriKind.Relative));
        await using var body = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        using var _ = await JsonDocument.ParseAsync(body);
    }

    private static Func<Task> Bare(LargeCatalogue catalogue, PackageList list)
    {
        var (sql, parameters) = list.Query(101);
        return BareAsync(catalogue, sql, parameters);
    }

    private static Func<Task> BareFolders(LargeCatalogue catalogue) => BareAsync(catalogue, GetFolders.Counts, []);

    private static Func<Task> BareAsync(LargeCatalogue catalogue, string sql, object[] parameters)
    {
        var parts = sql.Split('?');
        var text = string.Concat(parts.Select((part, i) => i < parts.Length - 1 ? $"{part}${i + 1}" : part));
        return async () =>
        {
            await using var command = catalogue.Bare.CreateCommand(text);
            foreach (var parameter in parameters)
                command.Parameters.Add(new NpgsqlParameter { Value = parameter });
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                reader.GetFieldValue<byte[]>(0);
        };
    }
}

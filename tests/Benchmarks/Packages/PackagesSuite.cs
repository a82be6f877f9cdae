namespace Distribution.Benchmarks.Packages;

/// <summary>The packages room: the list of a large catalogue beside the bare SQL query, and content beside cp + sha256sum.</summary>
internal static class PackagesSuite
{
    // A race adds its line here.
    private static readonly Func<Report, bool, Task>[] Races = [ListRace.RunAsync, ContentRace.RunAsync];

    public static async Task RunAsync(Report report, bool quick)
    {
        foreach (var race in Races)
            await race(report, quick);
    }
}

using Distribution.Packages.Catalogue;

namespace Distribution.Packages.Tests;

public sealed class UsageTests
{
    private static readonly Guid[] One = [Guid.Parse("0190a000-0000-7000-8000-000000000001")];
    private static readonly Guid[] Two = [Guid.Parse("0190a000-0000-7000-8000-000000000002")];

    private static readonly Func<Usage, Usage>[] Life =
    [
        usage => usage.Using("first", One, 1),
        usage => usage.Using(null, Two, 2),
        usage => usage.Using("renamed", null, 3),
        usage => usage.Ending(true, 4),
        usage => usage.Ending(false, 5),
        usage => usage.Ending(true, 6),
    ];

    [Fact]
    public void Whatever_the_order_of_arrival_the_packages_and_the_end_are_the_latest()
    {
        foreach (var order in Orders([0, 1, 2, 3, 4, 5]))
        {
            var usage = order.Aggregate(Usage.Unknown(Guid.Empty), (state, step) => Life[step](Life[step](state)));
            usage.PackageIds.ShouldBe(Two);
            usage.Over.ShouldBeTrue();
        }
    }

    private static IEnumerable<int[]> Orders(int[] items) => items.Length < 2
        ? [items]
        : items.SelectMany(first => Orders([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));
}

using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.Rules;
using Distribution.TaskScheduling.Destinations;

namespace Distribution.TaskScheduling.Tests.Destinations;

/// <summary>What a computer's inventories say of its software, in whatever order they come.</summary>
public sealed class KnownSoftwareTests
{
    private static readonly Guid Computer = new("0198c000-0000-7000-8000-000000000021");
    private static readonly ComputerInventoryChanged[] Told =
    [
        Said(1, true, [Installed("Editor", "1"), Installed("Game", "3")], ["KB1"]),
        Said(2, false, [Updated("Editor", "2", "1")]),
        Said(3, false, [Removed("Game", "3"), Installed("Viewer", "1", "x86")], [], ["KB1"]),
        Said(4, false, [Updated("Editor", "1", "2"), Installed("Viewer", "1", "x64")], ["KB2-v3"]),
        Said(5, false, [Removed("Viewer", "1", "x86")]),
    ];

    [Fact]
    public void Every_order_and_repetition_of_inventories_ends_in_what_the_last_ones_say()
    {
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            int[] order = [0, 1, 2, 3, 4, random.Next(5), random.Next(5)];
            random.Shuffle(order);
            Names(order.Aggregate((KnownSoftware?)null, (state, one) => Learn(state, Told[one])))
                .ShouldBe(["Editor 1", "KB2-v3 ", "Viewer 1"], string.Join(' ', order));
        }
    }

    [Fact]
    public void The_same_inventory_again_decides_nothing()
    {
        var known = Told.Aggregate((KnownSoftware?)null, Learn);
        Told.ShouldAllBe(said => KnownSoftware.Learn(known, said).Length == 0);
    }

    [Fact]
    public void A_whole_inventory_takes_the_place_of_what_older_ones_told()
    {
        var known = Learn(Told.Aggregate((KnownSoftware?)null, Learn), Said(9, true, [Installed("Shell", "1")]));
        Names(known).ShouldBe(["Shell 1"]);
        Names(Learn(known, Said(8, false, [Installed("Editor", "9")]))).ShouldBe(["Shell 1"]);
    }

    [Fact]
    public void What_is_forgotten_was_nothing_and_a_computer_without_software_is_known_to_have_none()
    {
        KnownSoftware.Forget(null).ShouldBeEmpty();
        var empty = Learn(null, Said(1, true, []));
        empty.ShouldNotBeNull();
        Names(Evolved(Told.Aggregate((KnownSoftware?)null, Learn), KnownSoftware.Forget)).ShouldBeEmpty();
    }

    private static KnownSoftware? Learn(KnownSoftware? state, ComputerInventoryChanged said) => Evolved(state, s => KnownSoftware.Learn(s, said));

    private static KnownSoftware? Evolved(KnownSoftware? state, Func<KnownSoftware?, object[]> decide) => decide(state).Aggregate(state, KnownSoftware.Evolve);

    private static string[] Names(KnownSoftware? known) =>
    [
        .. known!.Entries.Where(entry => entry.Value > 0).Select(entry => KnownSoftware.Read(entry.Key)).Select(Text).Order(StringComparer.Ordinal),
    ];

    private static string Text(InstalledSoftware software) => $"{software.Name} {software.Version}";

    private static ComputerInventoryChanged Said(
        long version, bool first, SoftwareChange[] software, string[]? updates = null, string[]? updatesRemoved = null) => new(
        Computer, version, first, DateTimeOffset.UnixEpoch, null, null, null, "Europe/Berlin", null, software, updates ?? [], updatesRemoved ?? []);

    private static SoftwareChange Installed(string name, string version, string? architecture = null) =>
        new(SoftwareChangeKind.Installed, name, version, Architecture: architecture);

    private static SoftwareChange Updated(string name, string version, string from) => new(SoftwareChangeKind.Updated, name, version, from);

    private static SoftwareChange Removed(string name, string version, string? architecture = null) =>
        new(SoftwareChangeKind.Removed, name, version, Architecture: architecture);
}

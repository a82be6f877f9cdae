using Distribution.Packages.Catalogue;

namespace Distribution.Packages.Tests;

/// <summary>Packages that name others: those must be there, and nothing may wait for itself.</summary>
public sealed class KnownLinksTests() : SpecificationOf<Package>(Package.Evolve)
{
    private static readonly Guid A = Guid.Parse("0190a000-0000-7000-8000-00000000000a");
    private static readonly Guid B = Guid.Parse("0190a000-0000-7000-8000-00000000000b");
    private static readonly Guid C = Guid.Parse("0190a000-0000-7000-8000-00000000000c");
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly PackageAttributes Tool = new(
        "a", "1", PackageKind.Software, "tool.msi", new string('a', 64), 10, "run {file}", null, null, null, 3600);

    [Fact]
    public void A_package_that_is_named_must_be_there()
    {
        foreach (var (named, why) in ((PackageAttributes, string)[])
        [
            (Tool with { DependsOn = [B] }, $"dependsOn: there is no package {B}"), (Tool with { Supersedes = [B] }, $"supersedes: there is no package {B}"),
            (Tool with { PackageConditions = new(JudgedBy.All, [new(B)]) }, $"packageConditions: there is no package {B}"),
        ])
        {
            Given().When(p => Package.Register(p, A, named, Noon)).ThenRefused(why);
            Given().When(p => Package.Register(p, A, named, Noon, Known((B, "b", [], [])))).Then(new PackageRegistered(A, named, Noon)).AndAgainNothing();
        }
    }

    [Fact]
    public void A_package_that_was_named_before_may_be_gone_at_the_next_edit() =>
        Given(new PackageRegistered(A, Tool with { Supersedes = [B] }, Noon)).When(p => Package.Edit(p, A, new(Name: "new"), Noon))
            .Then(events => events.Count.ShouldBe(1));

    [Fact]
    public void A_circle_is_refused_and_named()
    {
        Depend([B], Known((B, "b", [C], []), (C, "c", [A], []), (A, "a", [], []))).ThenRefused("dependsOn: this would close a circle: a → b → c → a.");
        Depend([A], Known((A, "a", [], []))).ThenRefused("a → a");
        Given(new PackageRegistered(A, Tool, Noon)).When(p => Package.Edit(p, A, Changes(new() { Supersedes = [B] }), Noon, Known((B, "b", [], [A]), (A, "a", [], []))))
            .ThenRefused("supersedes: this would close a circle: a → b → a.");
    }

    [Fact]
    public void Two_ways_to_one_package_are_no_circle() =>
        Depend([B, C], Known((B, "b", [C], []), (C, "c", [], []))).Then(events => events.Count.ShouldBe(1));

    [Fact]
    public void A_package_cannot_need_what_it_replaces() =>
        Given().When(p => Package.Register(p, A, Tool with { DependsOn = [B], Supersedes = [B] }, Noon, Known((B, "b", [], [])))).ThenRefused("needed and replaced");

    [Fact]
    public void Of_any_graph_exactly_the_edges_that_close_a_circle_are_refused()
    {
        var random = new Random(11);
        for (var round = 0; round < 300; round++)
        {
            var ids = Enumerable.Range(0, random.Next(2, 9)).Select(_ => Guid.CreateVersion7()).ToArray();
            var edges = ids.ToDictionary(id => id, _ => new HashSet<Guid>());
            for (var step = 0; step < 30; step++)
            {
                var (from, to) = (ids[random.Next(ids.Length)], ids[random.Next(ids.Length)]);
                var known = new KnownLinks(ids.Select(id => new LinkedPackage(id, $"{id}", [.. edges[id]], [])));
                var closes = from == to || Reaches(edges, to, from);
                (known.Circle(from, "start", [to], package => package.DependsOn) is not null).ShouldBe(closes);
                if (!closes)
                    edges[from].Add(to);
            }
        }

        static bool Reaches(Dictionary<Guid, HashSet<Guid>> edges, Guid from, Guid to) => from == to || edges[from].Any(next => Reaches(edges, next, to));
    }

    private Decided<Package> Depend(Guid[] on, KnownLinks known) =>
        Given(new PackageRegistered(A, Tool, Noon)).When(p => Package.Edit(p, A, Changes(new() { DependsOn = on }), Noon, known));

    private static PackageChanges Changes(PackageDetails details) => new(Details: details);

    private static KnownLinks Known(params (Guid Id, string Name, Guid[] DependsOn, Guid[] Supersedes)[] packages) =>
        new(packages.Select(package => new LinkedPackage(package.Id, package.Name, package.DependsOn, package.Supersedes)));
}

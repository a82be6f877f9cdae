using Distribution.Contracts.Packages.V1;
using Distribution.TaskScheduling.Destinations;
using Distribution.TaskScheduling.Executions;

namespace Distribution.TaskScheduling.Tests.Executions;

public sealed class DependenciesTests
{
    [Theory]
    [InlineData("app:lib", "app", "lib,app")]
    [InlineData("app:lib,db lib:core db:core", "app", "core,lib,db,app")]     // core is needed twice and installed once
    [InlineData("app:lib lib:core", "lib", "core,lib")]
    [InlineData("app:", "app", "app")]
    public void What_a_package_depends_on_comes_before_it_each_once(string packages, string wanted, string expected) =>
        Names(Dependencies.Before(Id(wanted), new HashSet<Guid>(), Known(packages), out _)).ShouldBe(expected.Split(','));

    [Fact]
    public void What_the_task_has_installed_before_is_not_installed_again() =>
        Names(Dependencies.Before(Id("app"), new HashSet<Guid> { Id("lib") }, Known("app:lib lib:core core:"), out _)).ShouldBe(["app"]);

    [Fact]
    public void Packages_that_depend_on_each_other_can_never_be_installed()
    {
        Dependencies.Before(Id("app"), new HashSet<Guid>(), Known("app:lib lib:app"), out var impossible).ShouldBeNull();
        impossible.ShouldBe("Packages depend on each other: app, lib, app.");
    }

    [Fact]
    public void A_package_that_is_not_known_yet_is_waited_for_and_a_removed_one_is_the_end()
    {
        Dependencies.Before(Id("app"), new HashSet<Guid>(), Known("app:lib").Where(p => p.Key != Id("lib")).ToDictionary(), out var impossible).ShouldBeNull();
        impossible.ShouldBeNull();
        var removed = Known("app:lib").ToDictionary(p => p.Key, p => p.Key == Id("lib") ? p.Value with { Removed = true } : p.Value);
        Dependencies.Before(Id("app"), new HashSet<Guid>(), removed, out impossible).ShouldBeNull();
        impossible.ShouldBe("Package lib was removed.");
    }

    private static Dictionary<Guid, KnownPackage> Known(string packages)
    {
        var written = packages.Split(' ').Select(one => one.Split(':')).ToDictionary(one => one[0], one => one[1].Split(',', StringSplitOptions.RemoveEmptyEntries));
        return written.Keys.Union(written.Values.SelectMany(names => names)).ToDictionary(Id, name => new KnownPackage(
            KnownPackage.IdFor(Id(name)), Id(name), 1, false,
            new PackageAttributes(
                name, "", PackageKind.Software, $"{name}.deb", "", 1, "", null, name, null, 60, DependsOn: [.. written.GetValueOrDefault(name, []).Select(Id)])));
    }

    private static Guid Id(string name) => ServiceDefaults.DeterministicId.Of("test", name);

    private static string[] Names(IEnumerable<KnownPackage>? order) => [.. order!.Select(package => package.Attributes!.Name)];
}

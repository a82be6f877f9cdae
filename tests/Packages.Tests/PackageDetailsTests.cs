using Distribution.Packages.Catalogue;

namespace Distribution.Packages.Tests;

/// <summary>An edit takes over what it names, and a repeat is recognised whatever order the database keeps things in.</summary>
public sealed class PackageDetailsTests() : SpecificationOf<Package>(Package.Evolve)
{
    private static readonly Guid Id = Guid.Parse("0190a000-0000-7000-8000-000000000001");
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly PackageDetails Everything = new()
    {
        Publisher = "p", Description = "d", Folder = "a/b", OperatingSystems = ["linux"], Architectures = ["x64"], InnerPath = "in/a.msi",
        ProductCode = "{0A1B2C3D-0000-0000-0000-00000000000A}", UpgradeCode = "{0A1B2C3D-0000-0000-0000-00000000000B}", ExitCodes = new([0, 7]),
        WorkingDirectory = "/", Environment = new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" }, Restart = RestartBehaviour.Always,
        RunAs = RunAs.SessionUser, ExternalPrograms = new(Before: new("it")), SystemConditions = new(FreeDiskMegabytes: 5),
        SoftwareConditions = new(JudgedBy.All, [new("x")]), PackageConditions = new(JudgedBy.Any, [new(Guid.Empty)]), DependsOn = [Id], Supersedes = [Id],
        IconSha256 = new string('b', 64), Notes = "n", BlockingProcesses = new(["x"], WhenBlocked.Ask),
    };

    private static readonly PackageAttributes Bare = new(
        "tool", "1", PackageKind.Software, "tool.zip", new string('a', 64), 10, "run {file}", null, null, null, 3600);

    [Fact]
    public void What_is_said_is_taken_and_what_is_not_said_stays()
    {
        var described = Bare.Taking(Everything);
        ((PackageDetails)described).ShouldBeEquivalentTo(described.Taking(new PackageDetails()));
        foreach (var property in typeof(PackageDetails).GetProperties())
            property.GetValue(described).ShouldNotBeNull(property.Name);
    }

    [Fact]
    public void What_is_empty_is_taken_away()
    {
        var described = Bare.Taking(Everything).Taking(new PackageDetails
        {
            Publisher = "", Description = "", Folder = "", OperatingSystems = [], Architectures = [], InnerPath = "", ProductCode = "", UpgradeCode = "",
            ExitCodes = new(), WorkingDirectory = "", Environment = new Dictionary<string, string>(), ExternalPrograms = new(), SystemConditions = new(),
            SoftwareConditions = new(), PackageConditions = new(JudgedBy.All, []), DependsOn = [], Supersedes = [], IconSha256 = "", Notes = "",
            BlockingProcesses = new([]),
        });
        described.ShouldBe(Bare with { Restart = RestartBehaviour.Always, RunAs = RunAs.SessionUser });
    }

    [Fact]
    public void Attributes_are_equal_when_their_values_are()
    {
        var mixed = Everything with { Environment = new Dictionary<string, string> { ["B"] = "2", ["A"] = "1" }, ExitCodes = new([0, 7]), DependsOn = [Id] };
        Bare.Taking(mixed).ShouldBe(Bare.Taking(Everything));
        foreach (var other in (PackageDetails[])
        [
            Everything with { Environment = new Dictionary<string, string> { ["A"] = "1", ["B"] = "3" } }, Everything with { ExitCodes = new([0]) },
            Everything with { DependsOn = [Guid.Empty] }, Everything with { SoftwareConditions = new(JudgedBy.All, [new("y")]) }, Everything with { Notes = null },
        ])
            Bare.Taking(other).ShouldNotBe(Bare.Taking(Everything));
    }

    [Fact]
    public void A_registration_is_repeated_and_an_edit_is_one_revision_whatever_it_says()
    {
        var attributes = Bare with { Publisher = "p", Environment = new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" } };
        Given().When(p => Package.Register(p, Id, attributes with { Environment = new Dictionary<string, string> { ["B"] = "2", ["A"] = "1" } }, Noon))
            .ThenState(p => Package.Register(p, Id, attributes, Noon).ShouldBeEmpty());
        var changes = new PackageChanges(Details: new PackageDetails { Publisher = "q", Notes = "n" });
        Given(new PackageRegistered(Id, attributes, Noon)).When(p => Package.Edit(p, Id, changes, Noon))
            .Then(new PackageEdited(Id, attributes with { Publisher = "q", Notes = "n" }, Noon)).AndAgainNothing();
    }
}

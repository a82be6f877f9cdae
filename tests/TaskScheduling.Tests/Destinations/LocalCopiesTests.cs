using Distribution.Contracts.Packages.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Destinations;

namespace Distribution.TaskScheduling.Tests.Destinations;

/// <summary>What other rooms say comes in any order and more than once.</summary>
public sealed class LocalCopiesTests() : SpecificationOf<KnownPackage>(KnownPackage.Evolve)
{
    private static readonly Guid Id = new("0198c000-0000-7000-8000-000000000001");
    private static readonly Guid Other = new("0198c000-0000-7000-8000-000000000002");

    [Fact]
    public void Every_order_and_repetition_of_a_packages_messages_ends_in_the_last_one()
    {
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            int[] versions = [1, 2, 3, 4, 2, 4, 1];
            random.Shuffle(versions);
            var copy = versions.Aggregate((KnownPackage?)null, (state, version) => Decide(state, version).Aggregate(state, KnownPackage.Evolve));
            (copy!.AsOf, copy.Removed).ShouldBe((4, true), string.Join(' ', versions));
        }

        static object[] Decide(KnownPackage? state, int version) =>
            version == 4 ? KnownPackage.Forget(state, Id, 4) : KnownPackage.Learn(state, Id, version, Definition($"Editor {version}"));
    }

    [Fact]
    public void A_removal_is_remembered_although_the_package_was_never_known() =>
        Given().When(state => KnownPackage.Forget(state, Id, 3))
            .ThenState(state => KnownPackage.Learn(state, Id, 2, Definition("Editor")).ShouldBeEmpty());

    [Fact]
    public void An_older_message_does_not_bring_a_membership_back()
    {
        var left = GroupMember.Leave(null, Id, Other, 2).Aggregate((GroupMember?)null, GroupMember.Evolve);
        GroupMember.Join(left, Id, Other, 1).ShouldBeEmpty();
        GroupMember.Join(left, Id, Other, 3).Aggregate(left, GroupMember.Evolve)!.Joined.ShouldBeTrue();
    }

    [Fact]
    public void Computers_and_groups_are_remembered_as_gone()
    {
        var computer = KnownComputer.Forget(null, Id, 2).Aggregate((KnownComputer?)null, KnownComputer.Evolve);
        KnownComputer.Learn(computer, Id, 1, "pc", "linux", "x64").ShouldBeEmpty();
        var group = KnownGroup.Forget(null, Id, 2).Aggregate((KnownGroup?)null, KnownGroup.Evolve);
        KnownGroup.Learn(group, Id, 1, "All").ShouldBeEmpty();
    }

    [Fact]
    public void The_copies_of_one_id_do_not_share_a_stream() =>
        new[] { KnownPackage.IdFor(Id), KnownComputer.IdFor(Id), KnownGroup.IdFor(Id), GroupMember.IdFor(Id, Other), GroupMember.IdFor(Other, Id), Id }
            .ShouldBeUnique();

    [Fact]
    public void A_package_keeps_what_its_computers_judge_and_run_by()
    {
        var environment = new Dictionary<string, string> { ["LANG"] = "C" };
        var definition = Definition("Editor") with
        {
            OperatingSystems = ["linux"], Architectures = ["x64"], DependsOn = [Other], Supersedes = [Id], InnerPath = "a/setup.exe",
            Environment = environment, RunAs = RunAs.SessionUser, ExitCodes = new([0, 7], [], [], []),
        };
        Given().When(state => KnownPackage.Learn(state, Id, 1, definition)).ThenState(copy => copy!.Attributes!.ShouldSatisfyAllConditions(
            a => a.OperatingSystems.ShouldBe(["linux"]),
            a => a.Architectures.ShouldBe(["x64"]),
            a => a.DependsOn.ShouldBe([Other]),
            a => a.Supersedes.ShouldBe([Id]),
            a => a.Settings.ShouldBe(new ActionSettings(
                InnerPath: "a/setup.exe", ExitCodes: definition.ExitCodes, Environment: environment, RunAs: RunAs.SessionUser))));
    }

    [Fact]
    public void A_package_without_settings_of_its_own_keeps_none() =>
        Given().When(state => KnownPackage.Learn(state, Id, 1, Definition("Editor"))).ThenState(copy => copy!.Attributes!.Settings.ShouldBeNull());

    private static PackageDefinition Definition(string name) => new(
        name, "1", PackageKind.Software, "e.deb", new string('a', 64), 1, "dpkg -i {file}", null, null, null, 60);
}

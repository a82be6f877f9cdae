using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.Rules;
using Distribution.IdGroupPolicy.Inventory;
using static Distribution.IdGroupPolicy.Tests.Inventory.SampleInventory;

namespace Distribution.IdGroupPolicy.Tests.Inventory;

public sealed class KnownInventoryTests() : SpecificationOf<KnownInventory>(KnownInventory.Evolve)
{
    private static readonly Guid Computer = Guid.Parse("019a0000-0000-7000-8000-000000000001");
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly SaidBefore _agent = new();

    private object Taken => Report(null, _agent.Whole(Item("curl", "7.88"), Item("vim"))).Single();

    [Fact]
    public void The_first_inventory_is_taken_in_order_and_each_entry_once() =>
        Given().When(state => Report(state, _agent.Whole(Item("vim"), Item("curl"), Item("vim"))))
            .ThenState(known => known!.Software.Select(item => item.Name).ShouldBe(["curl", "vim"]))
            .AndAgainNothing();

    [Fact]
    public void An_unchanged_whole_inventory_writes_nothing() =>
        Given(Taken).When(state => Report(state, _agent.Whole(Item("vim"), Item("curl", "7.88")))).ThenNothing();

    [Fact]
    public void A_whole_inventory_tells_what_was_installed_updated_and_removed() =>
        Given(Taken).When(state => Report(state, _agent.Whole(Item("curl", "8.0"), Item("git")))).Then(ShouldTellOfAllThree);

    [Fact]
    public void A_difference_tells_the_same() =>
        Given(Taken).When(state => Report(state, _agent.Difference(Item("curl", "8.0"), Item("git"))))
            .Then(ShouldTellOfAllThree)
            .ThenState(known => known!.Software.ShouldBe([Item("curl", "8.0"), Item("git")]));

    [Fact]
    public void It_is_told_when_nothing_but_software_changed()
    {
        var said = _agent.Whole(Item("vim"));
        var (software, facts) = (_agent.Whole(Item("vim", "2.0")), Facts with { LoggedOnUser = "otto" });
        Given([.. Report(null, said)]).When(state => Report(state, software)).Then(events => events.ShouldHaveSingleItem().ShouldBeOfType<InventoryChanged>().OnlySoftware.ShouldBeTrue());
        Given([.. Report(null, said)]).When(state => Report(state, software with { Facts = facts })).Then(events => events.ShouldHaveSingleItem().ShouldBeOfType<InventoryChanged>().OnlySoftware.ShouldBeFalse());
        Given([.. Report(null, said)]).When(state => Report(state, software with { Updates = ["KB1"] })).Then(events => events.ShouldHaveSingleItem().ShouldBeOfType<InventoryChanged>().OnlySoftware.ShouldBeFalse());
    }

    [Fact]
    public void Whatever_comes_and_goes_is_kept_in_order_and_once()
    {
        var chance = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            var (before, gone, come) = (InventoryDifference.InOrder(Some(12)), Some(5), Some(6));
            InventoryDifference.Applied(before, gone, come).ShouldBe(InventoryDifference.InOrder(before.Except(gone).Concat(come)));
        }

        SoftwareItem[] Some(int most) => [.. Enumerable.Range(0, chance.Next(most)).Select(_ => Item($"{(char)('a' + chance.Next(6))}", $"{chance.Next(3)}"))];
    }

    [Fact]
    public void A_lost_difference_makes_the_service_ask_once_and_the_answer_mends_it()
    {
        var taken = Taken;
        _ = _agent.Difference(Item("curl", "7.88"), Item("vim"), Item("lost"));
        var next = _agent.Difference(Item("curl", "7.88"), Item("vim"), Item("lost"), Item("next"));
        var later = _agent.Difference(Item("curl", "7.88"));
        var answer = _agent.Whole(Item("curl", "7.88"));

        Given(taken).When(state => Report(state, next)).Then(new InventoryAsked(Computer, Noon)).AndAgainNothing();
        Given(taken, new InventoryAsked(Computer, Noon)).When(state => Report(state, later)).ThenNothing();
        Given(taken, new InventoryAsked(Computer, Noon.AddMinutes(-10))).When(state => Report(state, later)).Then(new InventoryAsked(Computer, Noon));
        Given(taken, new InventoryAsked(Computer, Noon)).When(state => Report(state, answer))
            .ThenState(known => known!.Software.ShouldBe([Item("curl", "7.88")]));
    }

    [Fact]
    public void A_difference_before_anything_is_known_makes_the_service_ask() =>
        Given().When(state => Report(state, _agent.Difference(Item("vim")))).Then(new InventoryAsked(Computer, Noon))
            .ThenState(known => known!.Facts.ShouldBeNull());

    [Fact]
    public void The_first_inventory_after_it_was_asked_for_is_the_first() =>
        Given(new InventoryAsked(Computer, Noon)).When(state => Report(state, _agent.Whole(Item("vim"))))
            .Then(events => events.ShouldHaveSingleItem().ShouldBeOfType<InventoryTaken>());

    [Fact]
    public void An_older_inventory_that_comes_late_changes_nothing()
    {
        var (old, present) = (_agent.Whole(Item("old")), _agent.Whole(Item("new")));
        Given([.. Report(null, present)]).When(state => Report(state, old)).ThenNothing();
    }

    [Fact]
    public void An_agent_that_lost_its_memory_begins_another_series_and_is_believed() =>
        Given(Taken).When(state => Report(state, new SaidBefore { Series = Guid.NewGuid() }.Whole(Item("curl", "7.88"))))
            .Then(events => events.ShouldHaveSingleItem().ShouldBeOfType<InventoryChanged>().Removed.ShouldBe([Item("vim")]));

    [Theory]
    [InlineData(24, true)]
    [InlineData(26, false)]
    public void Free_space_counts_once_a_twentieth_of_the_disk_has_moved(long gigabytes, bool isAlike)
    {
        var said = _agent.Whole(Item("vim"));
        var moved = Facts with { Disks = [new DiskFacts("/", 500L << 30, (200L - gigabytes) << 30)] };
        Given([.. Report(null, said)]).When(state => Report(state, said with { Number = 2, Facts = moved }))
            .Then(events => events.Count.ShouldBe(isAlike ? 0 : 1));
    }

    [Fact]
    public void Of_several_versions_under_one_name_nobody_says_which_became_which() =>
        Given([.. Report(null, _agent.Whole(Item("kernel", "5"), Item("kernel", "6")))])
            .When(state => Report(state, _agent.Whole(Item("kernel", "7"), Item("kernel", "8"))))
            .Then(events =>
            {
                var changed = events.ShouldHaveSingleItem().ShouldBeOfType<InventoryChanged>();
                (changed.Installed.Count, changed.Updated.Count, changed.Removed.Count).ShouldBe((2, 0, 2));
            });

    [Fact]
    public void The_same_name_for_another_architecture_is_other_software() =>
        Given([.. Report(null, _agent.Whole(Item("libc", "2", "amd64"), Item("libc", "2", "i386")))])
            .When(state => Report(state, _agent.Difference(Item("libc", "3", "amd64"), Item("libc", "2", "i386"))))
            .Then(events => events.ShouldHaveSingleItem().ShouldBeOfType<InventoryChanged>().Updated.ShouldHaveSingleItem().To.ShouldBe(Item("libc", "3", "amd64")));

    // What an agent says, with losses, repeats and disorder on the way, ends with what it has, as soon as a question was answered.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_is_lost_repeated_or_late_an_answered_question_ends_it(int seed)
    {
        var chance = new Random(seed);
        for (var run = 0; run < 200; run++)
        {
            var (agent, said) = (new SaidBefore(), new List<InventoryReported>());
            said.Add(agent.Whole(Some(chance)));
            for (var i = 0; i < 8; i++)
                said.Add(agent.Difference(Some(chance)));
            var way = said.Where(_ => chance.Next(4) > 0).SelectMany(m => chance.Next(4) == 0 ? new[] { m, m } : [m]).ToList();
            if (chance.Next(2) == 0)
                way = [.. way.OrderBy(_ => chance.Next())];

            var state = way.Aggregate((KnownInventory?)null, (known, m) => Report(known, m).Aggregate(known, KnownInventory.Evolve));
            if (state is null || InventoryHash.Of(state.Software, state.Updates) != InventoryHash.Of(agent.Software, []))
                state = Report(state, agent.Whole(agent.Software)).Aggregate(state, KnownInventory.Evolve);
            state!.Software.Order(InventoryDifference.ByName).ShouldBe(agent.Software.Order(InventoryDifference.ByName), $"seed {seed}, run {run}");
        }
    }

    private static SoftwareItem[] Some(Random chance) =>
        [.. Enumerable.Range(0, 6).Where(_ => chance.Next(2) == 0).Select(i => Item($"software {i}", $"{chance.Next(3)}"))];

    private static object[] Report(KnownInventory? state, InventoryReported said) => KnownInventory.Report(state, Computer, said, Noon);

    private static void ShouldTellOfAllThree(IReadOnlyList<object> events)
    {
        var changed = events.ShouldHaveSingleItem().ShouldBeOfType<InventoryChanged>();
        changed.Installed.ShouldBe([Item("git")]);
        changed.Updated.ShouldBe([new SoftwareUpdate(Item("curl", "7.88"), Item("curl", "8.0"))]);
        changed.Removed.ShouldBe([Item("vim")]);
    }
}

using Distribution.IdGroupPolicy.Security;
using Enforcement = Distribution.Contracts.IdGroupPolicy.V1.Enforcement;

namespace Distribution.IdGroupPolicy.Tests.Security;

/// <summary>What is recorded and done when a computer is judged, again and again.</summary>
public sealed class ComplianceTests() : SpecificationOf<Compliance>(Compliance.Evolve)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Policy = Guid.Parse("019a0000-0000-7000-8000-0000000000b1");
    private static readonly Guid Computer = Guid.Parse("019a0000-0000-7000-8000-0000000000b2");
    private static readonly Guid Measure = Guid.Parse("019a0000-0000-7000-8000-0000000000b3");
    private static readonly Violation Missing = new(Enforcement.MandatorySoftware, "Guard");
    private static readonly ComplianceChanged Violating = new(Policy, Computer, [Missing], Noon);
    private static readonly CountermeasureEnded Ended = new(Policy, Computer, Measure, Noon);

    [Fact]
    public void Compliance_is_recorded_once() =>
        Given().When(Judge(Noon, [])).Then(new ComplianceChanged(Policy, Computer, [], Noon)).ThenState(c => c!.State.ShouldBe("Compliant")).AndAgainNothing();

    [Fact]
    public void An_unknown_inventory_says_nothing() => Given().When(Judge(Noon, null)).ThenNothing();

    [Fact]
    public void A_violation_is_recorded_and_its_countermeasure_is_taken_once() =>
        Given().When(Judge(Noon, [Missing])).Then(Violating, Taken(Noon)).ThenState(c => c!.State.ShouldBe("Violating")).AndAgainNothing();

    [Fact]
    public void A_violation_without_a_remedy_is_recorded_only() =>
        Given().When(c => Compliance.Judge(c, Policy, Computer, [Missing], _ => null, 1, _ => Measure, Noon)).Then(Violating).AndAgainNothing();

    [Fact]
    public void A_countermeasure_that_is_under_way_is_not_taken_again_however_long_it_takes() =>
        Given(Violating, Taken(Noon)).When(Judge(Noon.AddDays(30), [Missing])).ThenNothing();

    [Fact]
    public void One_that_ended_without_an_effect_is_taken_again() =>
        Given(Violating, Taken(Noon), Ended).When(Judge(Noon.AddHours(1), [Missing])).Then(Taken(Noon.AddHours(1)));

    [Fact]
    public void A_fourth_time_within_24_hours_is_a_loop_suppressed_and_reported_once() =>
        Given(Violating, Taken(Noon), Ended, Taken(Noon.AddHours(1)), Ended, Taken(Noon.AddHours(2)), Ended).When(Judge(Noon.AddHours(23), [Missing]))
            .Then(new CountermeasureSuppressed(Policy, Computer, Missing, "mark", 1, 3, Noon.AddHours(23)))
            .ThenState(c => c!.State.ShouldBe("Suppressed")).AndAgainNothing();

    [Fact]
    public void A_suppressed_one_stays_suppressed_whenever_it_is_judged() =>
        Given(Violating, Taken(Noon), Ended, new CountermeasureSuppressed(Policy, Computer, Missing, "mark", 1, 3, Noon)).When(Judge(Noon.AddDays(9), [Missing])).ThenNothing();

    [Fact]
    public void What_lies_more_than_24_hours_back_does_not_count() =>
        Given(Violating, Taken(Noon), Ended, Taken(Noon.AddHours(1)), Ended, Taken(Noon.AddHours(2)), Ended).When(Judge(Noon.AddHours(24), [Missing]))
            .Then(Taken(Noon.AddHours(24)));

    [Theory]
    [InlineData("another package", 1)]
    [InlineData("mark", 2)]
    public void A_change_of_the_package_or_the_policy_clears_it(string mark, long revision) =>
        Given(Violating, Taken(Noon), Ended, Taken(Noon), Ended, Taken(Noon), Ended, new CountermeasureSuppressed(Policy, Computer, Missing, "mark", 1, 3, Noon))
            .When(Judge(Noon.AddHours(1), [Missing], mark, revision))
            .Then(new CountermeasureTaken(Policy, Computer, Missing, Measure, mark, revision, Noon.AddHours(1)))
            .ThenState(c => c!.State.ShouldBe("Violating"));

    [Fact]
    public void A_state_that_changed_in_between_is_no_loop() =>
        Given(Violating, Taken(Noon), Ended, Taken(Noon), Ended, Taken(Noon), Ended, new ComplianceChanged(Policy, Computer, [], Noon))
            .When(Judge(Noon.AddHours(1), [Missing])).Then(Violating with { ChangedAt = Noon.AddHours(1) }, Taken(Noon.AddHours(1)));

    [Fact]
    public void A_countermeasure_ends_once_and_another_one_changes_nothing()
    {
        Given(Violating, Taken(Noon)).When(c => Compliance.EndCountermeasure(c, Measure, Noon)).Then(Ended).AndAgainNothing();
        Given(Violating, Taken(Noon)).When(c => Compliance.EndCountermeasure(c, Policy, Noon)).ThenNothing();
    }

    [Fact]
    public void Whoever_leaves_is_judged_no_more_and_begins_anew_when_it_comes_back() =>
        Given(Violating, Taken(Noon)).When(c => Compliance.End(c, Noon)).Then(new ComplianceEnded(Policy, Computer, Noon))
            .ThenState(c => Compliance.Judge(c, Policy, Computer, [], _ => null, 1, _ => Measure, Noon).ShouldHaveSingleItem()).AndAgainNothing();

    private static CountermeasureTaken Taken(DateTimeOffset at) => new(Policy, Computer, Missing, Measure, "mark", 1, at);

    private static Func<Compliance?, object[]> Judge(DateTimeOffset now, Violation[]? violations, string mark = "mark", long revision = 1) => c =>
        Compliance.Judge(c, Policy, Computer, violations, violation => new(violation, Policy, null, mark), revision, _ => Measure, now);
}

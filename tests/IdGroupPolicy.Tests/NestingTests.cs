using Distribution.IdGroupPolicy.Groups;
using Distribution.ServiceDefaults;

namespace Distribution.IdGroupPolicy.Tests;

public sealed class NestingTests() : SpecificationOf<Nesting>(Nesting.Evolve)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid[] Groups = [.. Enumerable.Range(1, 8).Select(n => new Guid(n, 0, 0, new byte[8]))];

    [Fact]
    public void A_group_is_put_into_another_once() => Given().When(Put(0, 1)).Then(Nested(0, 1)).AndAgainNothing();

    [Fact]
    public void A_group_is_taken_out_once() =>
        Given(Nested(0, 1)).When(n => Nesting.Take(n, Groups[0], Groups[1], Noon)).Then(Unnested(0, 1)).AndAgainNothing();

    [Fact]
    public void No_group_contains_itself() => Given().When(Put(0, 0)).ThenRefused("itself");

    [Fact]
    public void No_group_contains_itself_through_others() => Given(Nested(0, 1), Nested(1, 2)).When(Put(2, 0)).ThenRefused("through others");

    [Fact]
    public void A_group_may_stand_in_several() => Given(Nested(0, 2)).When(Put(1, 2)).Then(Nested(1, 2));

    [Fact]
    public void Five_groups_may_stand_within_each_other() => Given(Nested(0, 1), Nested(1, 2), Nested(3, 4)).When(Put(2, 3)).Then(Nested(2, 3));

    [Fact]
    public void Six_may_not() => Given(Nested(0, 1), Nested(1, 2), Nested(3, 4), Nested(4, 5)).When(Put(2, 3)).ThenRefused("At most 5");

    [Fact]
    public void A_group_that_goes_is_in_no_other_and_no_other_in_it() =>
        Given(Nested(0, 1), Nested(1, 2), Nested(3, 4)).When(n => Nesting.End(n, Groups[1], Noon)).Then(Unnested(0, 1), Unnested(1, 2)).AndAgainNothing();

    [Fact]
    public void Whatever_is_put_and_taken_in_whatever_order_no_cycle_and_no_sixth_level_comes_about()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            Nesting? state = null;
            for (var step = 0; step < 60; step++)
            {
                var (outer, inner) = (Groups[random.Next(8)], Groups[random.Next(8)]);
                state = Apply(state, random.Next(4) == 0 ? n => Nesting.Take(n, outer, inner, Noon) : n => Nesting.Put(n, outer, inner, Noon));
                // A longest way that ended at all has no cycle.
                Groups.Max(group => Longest(state, group, 0)).ShouldBeLessThanOrEqualTo(Nesting.MostLevels);
            }
        }
    }

    private static int Longest(Nesting? state, Guid from, int depth) => depth > 20
        ? depth
        : 1 + (state?.Within(from) ?? []).Select(inner => Longest(state, inner, depth + 1)).DefaultIfEmpty(0).Max();

    private static Nesting? Apply(Nesting? state, Func<Nesting?, object[]> decide)
    {
        try
        {
            return decide(state).Aggregate(state, Nesting.Evolve);
        }
        catch (CommandRefusedException)
        {
            return state;
        }
    }

    private static Func<Nesting?, object[]> Put(int outer, int inner) => n => Nesting.Put(n, Groups[outer], Groups[inner], Noon);

    private static GroupNested Nested(int outer, int inner) => new(Groups[outer], Groups[inner], Noon);

    private static GroupUnnested Unnested(int outer, int inner) => new(Groups[outer], Groups[inner], Noon);
}

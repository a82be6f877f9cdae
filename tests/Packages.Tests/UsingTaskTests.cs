using Distribution.Packages.Catalogue;

namespace Distribution.Packages.Tests;

public sealed class UsingTaskTests() : SpecificationOf<UsingTask>(UsingTask.Evolve)
{
    private static readonly Guid Task = Guid.Parse("0190a000-0000-7000-8000-00000000000a");
    private static readonly Guid[] One = [Guid.Parse("0190a000-0000-7000-8000-000000000001")];
    private static readonly Guid[] Two = [Guid.Parse("0190a000-0000-7000-8000-000000000002")];

    private static readonly Func<UsingTask?, object[]>[] Life =
    [
        state => UsingTask.Use(state, Task, 1, "first", One),
        state => UsingTask.Use(state, Task, 2, null, Two),
        state => UsingTask.Use(state, Task, 3, "renamed", null),
        state => UsingTask.End(state, Task, true, 4),
        state => UsingTask.End(state, Task, false, 5),
        state => UsingTask.End(state, Task, true, 6),
    ];

    [Fact]
    public void Whatever_the_order_of_arrival_the_packages_and_the_end_are_the_latest()
    {
        foreach (var order in Orders([0, 1, 2, 3, 4, 5]))
        {
            var task = order.Aggregate((UsingTask?)null, (state, step) => Hear(Hear(state, step), step));
            task!.PackageIds.ShouldBe(Two);
            task.Over.ShouldBeTrue();
        }
    }

    [Fact]
    public void What_was_heard_before_is_heard_once()
    {
        Given().When(Life[0]).Then(new TaskUsesPackages(Task, 1, "first", One)).AndAgainNothing();
        Given(new TaskUsesPackages(Task, 1, "first", One)).When(Life[3]).Then(new TaskIsOver(Task, 4, true)).AndAgainNothing();
        Given(new TaskUsesPackages(Task, 2, null, Two)).When(state => UsingTask.Use(state, Task, 1, null, One)).ThenNothing();
    }

    private static UsingTask? Hear(UsingTask? state, int step) => Life[step](state).Aggregate(state, UsingTask.Evolve);

    private static IEnumerable<int[]> Orders(int[] items) => items.Length < 2
        ? [items]
        : items.SelectMany(first => Orders([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));
}

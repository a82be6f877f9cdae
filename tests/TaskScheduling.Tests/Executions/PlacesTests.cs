using Distribution.TaskScheduling.Executions;

namespace Distribution.TaskScheduling.Tests.Executions;

public sealed class PlacesTests
{
    private static readonly string Task = Places.Task(Story.Task);
    private static readonly string Group = Places.Group(Story.Computer);

    [Fact]
    public void Without_limits_there_is_always_a_place() =>
        Enumerable.Range(0, 1_000).ShouldAllBe(_ => new Places().Take(new[] { Task, Group, Places.System }));

    [Theory]
    [InlineData(3, null, 0, 0, 3)]
    [InlineData(null, 3, 0, 0, 3)]
    [InlineData(5, 3, 0, 0, 3)]
    [InlineData(3, 5, 2, 2, 1)]                                          // two transfer already
    [InlineData(3, 5, 0, 4, 1)]                                          // four run already
    [InlineData(3, 5, 4, 4, 0)]                                          // more than the limit, which was lowered
    public void As_many_go_out_as_both_limits_allow(int? transfers, int? runs, int transferring, int atWork, int expected)
    {
        var places = new Places();
        places.Open(Task, new(transfers, runs), transferring, atWork);
        Enumerable.Range(0, 10).Count(_ => places.Take(new[] { Task })).ShouldBe(expected);
    }

    [Fact]
    public void A_place_is_taken_in_every_scope_or_in_none()
    {
        var places = new Places();
        places.Open(Task, new(null, 10), 0, 0);
        places.Open(Group, new(null, 2), 0, 0);
        places.Open(Places.System, new(null, 5), 0, 0);
        string[] all = [Task, Group, Places.System];
        Enumerable.Range(0, 4).Count(_ => places.Take(all)).ShouldBe(2);
        places.FreeIn(Task).ShouldBe(8);
        // Who is in no group with a limit still finds three places.
        Enumerable.Range(0, 9).Count(_ => places.Take(new[] { Task, Places.System })).ShouldBe(3);
    }

    [Fact]
    public void Every_state_under_way_holds_a_place_and_no_other_does() =>
        Enum.GetValues<Contracts.TaskScheduling.V1.ExecutionState>()
            .Where(state => !state.IsFinal() && state is not (Contracts.TaskScheduling.V1.ExecutionState.Requested or Contracts.TaskScheduling.V1.ExecutionState.Waiting))
            .ShouldBe(Places.AtWork, ignoreOrder: true);
}

using Distribution.Contracts.TaskScheduling.V1;
using Distribution.TaskScheduling.Executions;

namespace Distribution.TaskScheduling.Tests.Executions;

public sealed class RetryOrderTests() : SpecificationOf<RetryOrder>(RetryOrder.Evolve)
{
    private static readonly object Ordered = new RetryOrdered(Story.Task, [ExecutionState.Failed], Story.Noon);

    [Fact]
    public void The_same_order_again_while_it_is_open_decides_nothing() =>
        Given().When(state => RetryOrder.Order(state, Story.Task, [ExecutionState.Failed], Story.Noon)).AndAgainNothing();

    [Fact]
    public void Another_order_widens_the_open_one() =>
        Given(Ordered).When(state => RetryOrder.Order(state, Story.Task, [ExecutionState.Skipped], Story.Noon.AddSeconds(1)))
            .ThenState(state => state!.Keys.ShouldBe([ExecutionState.Failed, ExecutionState.Skipped]));

    [Fact]
    public void An_order_that_is_carried_out_is_closed_once()
    {
        Given(Ordered).When(state => RetryOrder.CarryOut(state, Story.Noon, 3, Story.Noon)).AndAgainNothing();
        Given(Ordered).When(state => RetryOrder.CarryOut(state, Story.Noon, 3, Story.Noon)).ThenState(state => state!.IsOpen.ShouldBeFalse());
    }

    [Fact]
    public void What_was_ordered_meanwhile_stays_open() =>
        Given(Ordered, new RetryOrdered(Story.Task, [ExecutionState.Failed, ExecutionState.TimedOut], Story.Noon.AddSeconds(1)))
            .When(state => RetryOrder.CarryOut(state, Story.Noon, 3, Story.Noon)).ThenNothing();
}

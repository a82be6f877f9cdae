namespace Distribution.TaskScheduling.Tests.World;

/// <summary>One of several that act at the same time. Before each of its reads and writes it waits until it is let.</summary>
internal sealed class Actor
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private TaskCompletionSource _let = New();
    private TaskCompletionSource _waits = New();
    private Task _work = Task.CompletedTask;

    /// <summary>How many reads and writes it was let.</summary>
    public int Steps { get; private set; }

    private bool IsDone => _work.IsCompleted;

    /// <summary>
    /// Two act at the same time: the first is let so many steps, then the second so many, then the first to its end and the second to
    /// its end. Whatever happens happens in this order, on any machine.
    /// </summary>
    public static async Task<(int First, int Second)> InterleaveAsync(Func<Actor, Task> first, Func<Actor, Task> second, int firstSteps, int secondSteps)
    {
        var (one, two) = (new Actor(), new Actor());
        await one.StartAsync(first);
        await two.StartAsync(second);
        await one.LetAsync(firstSteps);
        await two.LetAsync(secondSteps);
        await one.LetAsync(int.MaxValue);
        await two.LetAsync(int.MaxValue);
        await one._work;
        await two._work;
        return (one.Steps, two.Steps);
    }

    /// <summary>Waits until this actor is let do the next read or write.</summary>
    public async Task PassAsync()
    {
        var let = _let;
        _waits.TrySetResult();
        await let.Task;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<Task> StartAsync(Func<Actor, Task> work)
    {
        _work = Task.Run(() => work(this));
        return UntilItWaitsAsync();
    }

    private async Task LetAsync(int steps)
    {
        for (var step = 0; step < steps && !IsDone; step++)
        {
            Steps++;
            var let = _let;
            (_waits, _let) = (New(), New());
            let.SetResult();
            await UntilItWaitsAsync();
        }
    }

    private Task<Task> UntilItWaitsAsync() => Task.WhenAny(_waits.Task, _work).WaitAsync(Patience);
}

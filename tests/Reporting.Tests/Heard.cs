using MassTransit;

namespace Distribution.Reporting.Tests;

/// <summary>Counts what the service has done with: a message counts once it is acknowledged, so a batch only when it is committed.</summary>
internal sealed class Heard : IReceiveObserver
{
    private int _count;

    public int Count => _count;

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context) => Counted();

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) where T : class => Task.CompletedTask;

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Counted();

    private Task Counted()
    {
        Interlocked.Increment(ref _count);
        return Task.CompletedTask;
    }
}

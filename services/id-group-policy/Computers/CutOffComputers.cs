using MassTransit;

namespace Distribution.IdGroupPolicy.Computers;

/// <summary>
/// Ends what a computer that is no longer let in still has at the broker: open connections, and when it was removed, its queue. The
/// broker remembers for a while that it let somebody in, and would do so again: what came in meanwhile is closed once more.
/// </summary>
internal sealed class CutOffComputers(AgentBroker broker, BrokerManagement management, IConfiguration configuration, IHostApplicationLifetime host, TimeProvider clock)
    : IConsumer<Contracts.IdGroupPolicy.V1.ComputerRemoved>, IConsumer<Contracts.IdGroupPolicy.V1.ComputerFenced>
{
    private TimeSpan BrokerRemembers { get; } = BrokerRemembersOf(configuration);

    /// <summary>How long the broker remembers whom it let in: the setting RabbitMq:AuthorizationCacheSeconds.</summary>
    public static TimeSpan BrokerRemembersOf(IConfiguration configuration) =>
        TimeSpan.FromSeconds(configuration.Whole("RabbitMq:AuthorizationCacheSeconds", 65, least: 0, most: 86_400));

    public async Task Consume(ConsumeContext<Contracts.IdGroupPolicy.V1.ComputerRemoved> context)
    {
        await broker.DeleteQueueAsync(context.Message.ComputerId, context.CancellationToken);
        await CloseAsync(context.Message.ComputerId, "The computer was removed.", context.CancellationToken);
    }

    public Task Consume(ConsumeContext<Contracts.IdGroupPolicy.V1.ComputerFenced> context) =>
        CloseAsync(context.Message.ComputerId, "The computer is fenced.", context.CancellationToken);

    private async Task CloseAsync(Guid computerId, string reason, CancellationToken ct)
    {
        if (!await management.CloseConnectionsAsync(computerId.ToString("D"), reason, ct))
            return;
        await Task.Delay(BrokerRemembers, clock, host.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await management.CloseConnectionsAsync(computerId.ToString("D"), reason, ct);
    }
}

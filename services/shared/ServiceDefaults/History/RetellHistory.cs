using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Distribution.ServiceDefaults;

/// <summary>
/// The publisher's second way through the log (street, steps 4 and 5): page by page through the same map, events only, with the same ids.
/// It goes on where it was after a crash; two replicas that do the same tell it twice, which harms nobody.
/// </summary>
internal sealed class RetellHistory(
    IServiceScopeFactory scopes, LogReader log, PublisherMap map, BrokerAddress address, ServiceName service, TimeProvider clock,
    ILogger<RetellHistory> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var asked in await OpenAsync(stoppingToken))
                    await TellAsync(asked, stoppingToken);
            }
            // Whatever it was, trying again is all that can help, and the service's own work goes on meanwhile.
#pragma warning disable CA1031
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                logger.LogWarning("The history is told on later: {Reason}", fault.Message);
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IReadOnlyList<Retelling>> OpenAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IDocumentSession>()
            .QueryAsync<Retelling>("where data ->> 'EndedAt' is null order by data ->> 'AskedAt'", ct);
    }

    private async Task TellAsync(Retelling asked, CancellationToken ct)
    {
        await using var connection = await new ConnectionFactory { Uri = address.Uri, ClientProvidedName = $"{service.Value}-history", AutomaticRecoveryEnabled = false }
            .CreateConnectionAsync(ct);
        if (!await IsThereAsync(connection, asked.Queue, ct))
        {
            await SaveAsync(asked with { EndedAt = clock.GetUtcNow(), Fault = "Its queue is not there any more." }, ct);
            return;
        }

        await using var lane = await QueueLane.OpenAsync(connection, service, sign: null, ct);
        while (asked.Place < asked.UpTo)
        {
            var (events, place) = await log.ReadAsync(asked.Place, asked.UpTo, ct);
            await SendAsync(connection, lane, asked.Queue, await map.MessagesOfAsync(events, ct), ct);
            asked = await SaveAsync(asked with { Place = place }, ct);
        }

        await lane.SendEndAsync(asked.Queue, ct);
        await SaveAsync(asked with { EndedAt = clock.GetUtcNow() }, ct);
        logger.LogInformation("The history up to event {UpTo} was told into {Queue}.", asked.UpTo, asked.Queue);
    }

    private async Task SendAsync(IConnection connection, QueueLane lane, string queue, IEnumerable<OutgoingMessage> messages, CancellationToken ct)
    {
        // A command that goes out again would be carried out again.
        IReadOnlyList<OutgoingMessage> left =
            [.. messages.Where(m => m.Outgoing is not Outgoing.Send).Select(m => m with { Outgoing = new Outgoing.Send("", queue, m.Outgoing.Message) })];
        while ((left = await lane.SendAsync(left, ct)).Count > 0)
        {
            if (!await IsThereAsync(connection, queue, ct))
                throw new IOException($"The queue {queue} is gone.");
            await Task.Delay(TimeSpan.FromMilliseconds(200), clock, ct);        // it is full: whoever listens is slower
        }
    }

    private async Task<Retelling> SaveAsync(Retelling asked, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
        session.Store(asked);
        await session.SaveChangesAsync(ct);
        return asked;
    }

    private static async Task<bool> IsThereAsync(IConnection connection, string queue, CancellationToken ct)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
            await channel.QueueDeclarePassiveAsync(queue, ct);
            return true;
        }
        catch (OperationInterruptedException)
        {
            return false;
        }
    }
}

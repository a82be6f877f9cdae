using System.Collections.Concurrent;
using Distribution.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Distribution.IdGroupPolicy.Computers;

/// <summary>The computers' side of the broker: declares the exchanges from one piece of data, and makes and deletes computers' queues.</summary>
internal sealed class AgentBroker(BrokerAddress address, IConfiguration configuration, ILogger<AgentBroker> logger) : BackgroundService, IAsyncDisposable
{
    private readonly SemaphoreSlim _connecting = new(1);
    private readonly ConcurrentBag<IChannel> _idle = [];
    private IConnection? _connection;

    /// <summary>Where agents find the broker: the setting RabbitMq:AgentAddress, else our own address without user and password.</summary>
    public string AddressForAgents { get; } =
        GivenAddress(configuration) ?? new UriBuilder(address.Uri) { UserName = "", Password = "" }.Uri.AbsoluteUri;

    /// <summary>The setting RabbitMq:AgentAddress, or null when it is not set.</summary>
    /// <exception cref="SettingException">It is no address of a broker, or holds a password that every agent would be told.</exception>
    public static string? GivenAddress(IConfiguration configuration) => configuration.Read("RabbitMq:AgentAddress", text =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "amqp" or "amqps" && uri.UserInfo.Length == 0
            ? text
            : throw new FormatException("it is no address such as amqps://broker.example.com:5671/distribution, without user and password."));

    /// <summary>Makes a computer's queue; one that is there stays as it is, with what is in it.</summary>
    public Task DeclareQueueAsync(Guid computerId, CancellationToken ct) => UseAsync(async channel =>
    {
        var queue = AgentQueue.NameFor(computerId);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, Copy(AgentQueue.Arguments), cancellationToken: ct);
        await channel.QueueBindAsync(queue, AgentQueue.Exchange, AgentQueue.RoutingKey(computerId), cancellationToken: ct);
    }, ct);

    /// <summary>Makes a computer's queue as <see cref="DeclareQueueAsync"/> does.</summary>
    /// <returns>Whether there was none.</returns>
    public async Task<bool> RestoreQueueAsync(Guid computerId, CancellationToken ct)
    {
        var isGone = false;
        try
        {
            await UseAsync(channel => channel.QueueDeclarePassiveAsync(AgentQueue.NameFor(computerId), ct), ct);
        }
        catch (BrokerUnavailableException answer) when (answer.InnerException is OperationInterruptedException { ShutdownReason.ReplyCode: Constants.NotFound })
        {
            isGone = true;
        }

        await DeclareQueueAsync(computerId, ct);
        return isGone;
    }

    /// <summary>
    /// Makes computers' queues and binds them, without waiting for an answer to each: for those that are there already it is a
    /// question only, and a fleet that comes back asks a hundred thousand of them.
    /// </summary>
    public async Task EnsureQueuesAsync(IReadOnlyCollection<Guid> computerIds, CancellationToken ct)
    {
        try
        {
            await UseAsync(channel => EnsureAllAsync(channel, computerIds, ct), ct);
        }
        catch (BrokerUnavailableException answer) when (IsRefusal(answer) && computerIds.Count > 1)
        {
            // One queue that the broker refuses, such as one with other arguments, must not keep all others unbound.
            foreach (var computerId in computerIds)
                await EnsureQueuesAsync([computerId], ct);
        }
        catch (BrokerUnavailableException answer) when (IsRefusal(answer))
        {
            logger.LogWarning("The queue of computer {ComputerId} cannot be made: {Reason}", computerIds.Single(), answer.InnerException!.Message);
        }
    }

    /// <summary>Deletes a computer's queue with what is in it; an absent one is no error.</summary>
    public Task DeleteQueueAsync(Guid computerId, CancellationToken ct) =>
        UseAsync(channel => channel.QueueDeleteAsync(AgentQueue.NameFor(computerId), ifUnused: false, ifEmpty: false, cancellationToken: ct), ct);

    /// <summary>Declares the exchanges, and the queues of what could not be delivered; whoever starts first declares, the others find them.</summary>
    public static async Task DeclareExchangesAsync(IChannel channel, CancellationToken ct)
    {
        foreach (var exchange in AgentQueue.Exchanges)
            await channel.ExchangeDeclareAsync(exchange.Name, exchange.Type, durable: true, autoDelete: false, Copy(exchange.Arguments), cancellationToken: ct);
        foreach (var queue in AgentQueue.UndeliveredQueues)
        {
            await channel.QueueDeclareAsync(queue.Name, durable: true, exclusive: false, autoDelete: false, Copy(queue.Arguments), cancellationToken: ct);
            await channel.QueueBindAsync(queue.Name, queue.BoundTo, routingKey: "", cancellationToken: ct);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _connecting.Dispose();
        Dispose();
    }

    // At start, so that an agent or an instruction that is earlier than the first enrolment finds its exchange.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ConnectionAsync(stoppingToken);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.LogWarning(exception, "The broker cannot be reached yet.");
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }

    private async Task UseAsync(Func<IChannel, Task> work, CancellationToken ct)
    {
        IChannel? channel = null;
        try
        {
            channel = await ChannelAsync(ct);
            await work(channel);
            _idle.Add(channel);
            channel = null;
        }
        catch (Exception fault) when (fault is RabbitMQClientException or IOException)
        {
            throw new BrokerUnavailableException(fault);
        }
        finally
        {
            // One on which anything failed is in a state that nobody knows, and is not used again.
            if (channel is not null)
                await channel.DisposeAsync();
        }
    }

    private async Task<IChannel> ChannelAsync(CancellationToken ct)
    {
        while (_idle.TryTake(out var idle))
        {
            if (idle.IsOpen)
                return idle;
            await idle.DisposeAsync();
        }

        return await (await ConnectionAsync(ct)).CreateChannelAsync(cancellationToken: ct);
    }

    private async Task<IConnection> ConnectionAsync(CancellationToken ct)
    {
        if (_connection is { IsOpen: true } open)
            return open;

        await _connecting.WaitAsync(ct);
        try
        {
            if (_connection is { IsOpen: true } opened)
                return opened;
            if (_connection is not null)
                await _connection.DisposeAsync();
            _connection = await ConnectAsync(ct);
            return _connection;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task<IConnection> ConnectAsync(CancellationToken ct)
    {
        // The client's own recovery would remember, and declare again, every queue that it ever declared.
        var factory = new ConnectionFactory
        {
            Uri = address.Uri, AutomaticRecoveryEnabled = false, ClientProvidedName = "id-group-policy agents",
        };
        var connection = await factory.CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        await DeclareExchangesAsync(channel, ct);
        return connection;
    }

    private static async Task EnsureAllAsync(IChannel channel, IReadOnlyCollection<Guid> computerIds, CancellationToken ct)
    {
        foreach (var computerId in computerIds)
        {
            var queue = AgentQueue.NameFor(computerId);
            await channel.QueueDeclareAsync(
                queue, durable: true, exclusive: false, autoDelete: false, Copy(AgentQueue.Arguments), noWait: true, cancellationToken: ct);
            await channel.QueueBindAsync(queue, AgentQueue.Exchange, AgentQueue.RoutingKey(computerId), noWait: true, cancellationToken: ct);
        }

        // A channel's commands are carried out in order: the answer to the last one is the answer to all.
        await channel.ExchangeDeclarePassiveAsync(AgentQueue.Exchange, ct);
    }

    private static bool IsRefusal(BrokerUnavailableException answer) =>
        answer.InnerException is OperationInterruptedException { ShutdownReason.Initiator: ShutdownInitiator.Peer, ShutdownReason.ReplyCode: Constants.PreconditionFailed };

    private static Dictionary<string, object?> Copy(IReadOnlyDictionary<string, object?> arguments) => new(arguments);
}

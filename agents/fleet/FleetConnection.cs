using System.Threading.Channels;
using Distribution.Agent.Connections;
using Distribution.Agent.Trust;
using RabbitMQ.Client;

namespace Distribution.Fleet;

/// <summary>One connection that serves one computer in its own name, or many in the name of a user that may impersonate them.</summary>
/// <param name="own">The one computer; null where the connection is shared.</param>
internal sealed class FleetConnection(Identity? own, Gate gate, FleetOptions options, Figures figures, TimeProvider clock)
{
    private readonly Channel<SimulatedComputer> _newcomers = Channel.CreateUnbounded<SimulatedComputer>();
    private readonly List<SimulatedComputer> _computers = [];

    /// <summary>Gives it one more; it is connected at once or with the others.</summary>
    public void Add(SimulatedComputer computer) => _newcomers.Writer.TryWrite(computer);

    /// <summary>Connects, and connects again, until the token ends it.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var backOff = new BackOff(Random.Shared);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await OnceAsync(backOff.Reset, ct);
            }
            catch (Exception problem) when (!ct.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync($"Not connected: {problem.GetBaseException().Message}");
                await Task.Delay(backOff.Next(), clock, ct);
            }
        }
    }

    private async Task OnceAsync(Action connected, CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        using var session = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += async (_, reason) =>
        {
            ended.TrySetResult(reason.ToString());
            await session.CancelAsync();
        };
        var (channels, moving) = (new List<FleetChannel>(), new List<Task>());
        try
        {
            await ServeAsync(connection, _computers, channels, moving, session.Token);
            connected();
            while (await _newcomers.Reader.WaitToReadAsync(session.Token))
            {
                var more = new List<SimulatedComputer>();
                while (_newcomers.Reader.TryRead(out var computer))
                    more.Add(computer);
                _computers.AddRange(more);
                await ServeAsync(connection, more, channels, moving, session.Token);
            }
        }
        catch (OperationCanceledException) when (ended.Task.IsCompleted)
        {
            throw new IOException(await ended.Task);
        }
        finally
        {
            await session.CancelAsync();
            await Task.WhenAll(moving).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            channels.ForEach(channel => channel.Close());
        }
    }

    private async Task ServeAsync(IConnection connection, List<SimulatedComputer> computers, List<FleetChannel> channels, List<Task> moving, CancellationToken ct)
    {
        for (var done = 0; done < computers.Count;)
        {
            if (channels is not [.., { Room: > 0 }])
            {
                channels.Add(await FleetChannel.OpenAsync(connection, gate, options.Offline, figures, clock, ct));
                moving.Add(channels[^1].ComeAndGoAsync(ct));
            }

            var part = computers.Skip(done).Take(channels[^1].Room).ToList();
            await channels[^1].AddAsync(part, ct);
            done += part.Count;
        }
    }

    private async Task<IConnection> OpenAsync(CancellationToken ct)
    {
        if (own is not null)
            return await BrokerConnection.Open(own, null, ct);
        var factory = new ConnectionFactory { Uri = options.Broker!, AutomaticRecoveryEnabled = false, ClientProvidedName = "distribution-fleet" };
        return await factory.CreateConnectionAsync(ct);
    }
}

using System.Text;
using Distribution.Contracts;
using Distribution.IdGroupPolicy.Computers;
using RabbitMQ.Client;

namespace Distribution.IdGroupPolicy.Tests;

/// <summary>A broker of our own that asks the service who may do what, and two computers, A and B.</summary>
public sealed class ConfinedBroker : IAsyncLifetime
{
    private PrivateRabbitMq? _broker;
    private ServiceUnderTest? _service;

    public EnrolledComputer A { get; private set; } = null!;

    public EnrolledComputer B { get; private set; } = null!;

    public HttpClient Client => _service!.Client;

    /// <summary>As the administrator, to look at what arrived.</summary>
    public IConnection Administrator { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // Each asks the other: the service's address is therefore chosen before the broker starts.
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        _broker = await PrivateRabbitMq.StartAsync(new()
        {
            AuthorizationUrl = new Uri(address, "broker-authorization"),
            AuthorizationCache = TimeSpan.FromMilliseconds(200),
            Management = true,
        });
        _service = await ServiceUnderTest.StartAsync(Program.Build, ("urls", address.ToString()), ("RabbitMq:Uri", _broker.UriOf().ToString()),
            ("RabbitMq:Management", _broker.ManagementUri!.ToString()), ("RabbitMq:AuthorizationCacheSeconds", "1"));
        A = await Client.EnrolAsync("A");
        B = await Client.EnrolAsync("B");
        Administrator = await new ConnectionFactory { Uri = _broker.UriOf() }.CreateConnectionAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Administrator is not null)
            await Administrator.DisposeAsync();
        if (_service is not null)
            await _service.DisposeAsync();
        if (_broker is not null)
            await _broker.DisposeAsync();
    }

    /// <summary>Connects with what the enrolment answered, as an agent does.</summary>
    public static Task<IConnection> ConnectAsync(EnrolledComputer computer) => new ConnectionFactory
    {
        Uri = new Uri(computer.Broker.Address), UserName = computer.Broker.User, Password = computer.Secret, AutomaticRecoveryEnabled = false,
    }.CreateConnectionAsync();

    /// <summary>Another virtual host on the same broker.</summary>
    public Task<Uri> VirtualHostAsync(string name) => _broker!.VirtualHostAsync(name);

    /// <summary>A user as which one connection may speak for many computers.</summary>
    public async Task<Uri> ImpersonatorAsync()
    {
        var user = $"fleet-{Guid.NewGuid():N}";
        await _broker!.ControlAsync("add_user", user, "fleet");
        await _broker.ControlAsync("set_user_tags", user, "impersonator");
        await _broker.ControlAsync("set_permissions", "-p", "/", user, ".*", ".*", ".*");
        return _broker.UriOf("/", user, "fleet");
    }

    /// <summary>Puts an instruction into a computer's queue, as task-scheduling does.</summary>
    public async Task InstructAsync(EnrolledComputer computer, string body)
    {
        await using var channel = await Administrator.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.BasicPublishAsync(
            AgentQueue.Exchange, AgentQueue.RoutingKey(computer.ComputerId), mandatory: true, Encoding.UTF8.GetBytes(body));
    }

    /// <summary>Tries something on a channel of its own as a computer and answers the code with which the broker closed the channel; 0 when it let it.</summary>
    public static async Task<int> TryAsync(EnrolledComputer computer, Func<IChannel, Task> attempt)
    {
        await using var connection = await ConnectAsync(computer);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        try
        {
            await attempt(channel);
            return 0;
        }
        // The client has an exception for each moment at which it may notice; what counts is what the broker said.
        catch (Exception) when (channel.CloseReason is not null)
        {
            return channel.CloseReason.ReplyCode;
        }
    }
}

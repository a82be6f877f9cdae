using System.Text;
using Distribution.Contracts;
using Distribution.IdGroupPolicy.Computers;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Distribution.IdGroupPolicy.Tests;

/// <summary>What agent A may do at a real broker, and every way in which it could read, steal from, or speak for agent B.</summary>
public sealed class ConfinementTests(ConfinedBroker broker)
{
    private const int Refused = 403;
    private const string ContactType = "urn:message:Distribution.Contracts.Agents.V1:AgentConnected";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{}");
    private static readonly byte[] Contact = Encoding.UTF8.GetBytes("""{ "agentVersion": "1.0", "at": "2026-11-21T12:00:00Z" }""");

    [Fact]
    public async Task It_takes_instructions_from_its_own_queue()
    {
        await broker.InstructAsync(broker.A, "for A");
        await using var connection = await ConfinedBroker.ConnectAsync(broker.A);
        await using var channel = await connection.CreateChannelAsync();
        var received = new TaskCompletionSource<string>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            received.TrySetResult(Encoding.UTF8.GetString(delivery.Body.Span));
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicQosAsync(0, 1, false);
        await channel.BasicConsumeAsync(broker.A.Broker.Queue, autoAck: false, consumer);

        (await received.Task.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe("for A");
    }

    [Fact]
    public async Task It_publishes_its_own_reports_with_confirms_and_the_broker_vouches_for_it()
    {
        await using var administrator = await broker.Administrator.CreateChannelAsync();
        var queue = (await administrator.QueueDeclareAsync()).QueueName;
        await administrator.QueueBindAsync(queue, AgentQueue.ReportExchange, AgentQueue.EveryReport);

        (await ConfinedBroker.TryAsync(broker.A, channel => ReportAsync(channel, broker.A.ComputerId, user: broker.A.Broker.User))).ShouldBe(0);

        var report = await Eventually.Holds(() => administrator.BasicGetAsync(queue, autoAck: true), r => r is not null, "the report arrived");
        report!.BasicProperties.UserId.ShouldBe(broker.A.Broker.User);
        AgentQueue.ComputerOf(report.RoutingKey).ShouldBe(broker.A.ComputerId);
    }

    [Fact]
    public async Task It_may_not_consume_the_queue_of_another() =>
        await RefusedAsync(channel => channel.BasicConsumeAsync(broker.B.Broker.Queue, autoAck: true, new AsyncEventingBasicConsumer(channel)));

    [Fact]
    public async Task It_may_not_get_from_the_queue_of_another() =>
        await RefusedAsync(channel => channel.BasicGetAsync(broker.B.Broker.Queue, autoAck: true));

    [Fact]
    public async Task It_may_not_purge_or_delete_the_queue_of_another()
    {
        await RefusedAsync(channel => channel.QueuePurgeAsync(broker.B.Broker.Queue));
        await RefusedAsync(channel => channel.QueueDeleteAsync(broker.B.Broker.Queue));
    }

    [Theory]
    [InlineData("agents-dead")]
    [InlineData("agents-unroutable")]
    public async Task It_may_not_read_what_could_not_be_delivered_to_others(string queue) =>
        await RefusedAsync(channel => channel.BasicGetAsync(queue, autoAck: true));

    [Fact]
    public async Task It_may_not_report_under_the_routing_key_of_another() =>
        await RefusedAsync(channel => ReportAsync(channel, broker.B.ComputerId));

    [Fact]
    public async Task It_may_say_that_it_is_connected_and_not_that_another_is()
    {
        (await ConfinedBroker.TryAsync(broker.A, channel => ContactAsync(channel, broker.A.ComputerId))).ShouldBe(0);
        await RefusedAsync(channel => ContactAsync(channel, broker.B.ComputerId));
    }

    [Fact]
    public async Task It_may_not_report_under_a_made_up_routing_key() =>
        await RefusedAsync(channel => PublishAsync(channel, AgentQueue.ReportExchange, "report.everyone"));

    [Fact]
    public async Task It_may_not_report_as_another_user() =>
        (await ConfinedBroker.TryAsync(broker.A, channel => ReportAsync(channel, broker.A.ComputerId, user: broker.B.Broker.User))).ShouldBe(406);

    [Fact]
    public async Task It_may_not_instruct_anybody()
    {
        await RefusedAsync(channel => PublishAsync(channel, AgentQueue.Exchange, AgentQueue.RoutingKey(broker.B.ComputerId)));
        await RefusedAsync(channel => PublishAsync(channel, AgentQueue.Exchange, AgentQueue.RoutingKey(broker.A.ComputerId)));
    }

    [Fact]
    public async Task It_may_not_reach_a_queue_through_the_default_exchange()
    {
        await RefusedAsync(channel => PublishAsync(channel, "", broker.B.Broker.Queue));
        await RefusedAsync(channel => PublishAsync(channel, "", broker.A.Broker.Queue));
    }

    [Theory]
    [InlineData("amq.direct")]
    [InlineData("amq.topic")]
    [InlineData("amq.fanout")]
    [InlineData("agents-dead")]
    [InlineData("agents-unroutable")]
    [InlineData("Distribution.Contracts.IdGroupPolicy.V1:ComputerEnrolled")]
    public async Task It_may_not_publish_on_any_other_exchange(string exchange) =>
        await RefusedAsync(channel => PublishAsync(channel, exchange, "x"));

    [Fact]
    public async Task It_may_not_declare_queues()
    {
        await RefusedAsync(channel => channel.QueueDeclareAsync("mine", durable: true, exclusive: false, autoDelete: false));
        await RefusedAsync(channel => channel.QueueDeclareAsync());
        await RefusedAsync(channel => channel.QueueDeclareAsync(
            broker.A.Broker.Queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(AgentQueue.Arguments)));
    }

    [Fact]
    public async Task It_may_not_declare_or_delete_exchanges()
    {
        await RefusedAsync(channel => channel.ExchangeDeclareAsync("mine", "fanout"));
        await RefusedAsync(channel => channel.ExchangeDeleteAsync(AgentQueue.ReportExchange));
    }

    [Fact]
    public async Task It_may_not_bind_its_queue_to_what_others_say_or_hear()
    {
        await RefusedAsync(channel => channel.QueueBindAsync(broker.A.Broker.Queue, AgentQueue.ReportExchange, "#"));
        await RefusedAsync(channel => channel.QueueBindAsync(broker.A.Broker.Queue, AgentQueue.Exchange, AgentQueue.RoutingKey(broker.B.ComputerId)));
        await RefusedAsync(channel => channel.QueueUnbindAsync(broker.B.Broker.Queue, AgentQueue.Exchange, AgentQueue.RoutingKey(broker.B.ComputerId)));
        await RefusedAsync(channel => channel.ExchangeBindAsync(AgentQueue.ReportExchange, AgentQueue.Exchange, "#"));
    }

    [Fact]
    public async Task It_may_not_enter_another_virtual_host()
    {
        var elsewhere = await broker.VirtualHostAsync("elsewhere");
        await using var connection = await ConfinedBroker.ConnectAsync(broker.A with
        {
            Broker = broker.A.Broker with { Address = new UriBuilder(elsewhere) { UserName = "", Password = "" }.Uri.ToString() },
        });

        // The client takes itself for connected when it has logged in; the broker refuses the virtual host just after.
        await Eventually.Holds(() => Task.FromResult(connection.CloseReason?.ReplyCode), code => code == 530, "the connection is refused");
    }

    [Fact]
    public async Task It_does_not_get_in_with_a_wrong_secret_or_with_that_of_another()
    {
        await NoEntryAsync(broker.A.Broker.User, new string('0', 64));
        await NoEntryAsync(broker.A.Broker.User, broker.B.Secret);
        await NoEntryAsync(broker.A.Broker.User, "");
        await NoEntryAsync(broker.A.Broker.User.ToUpperInvariant(), broker.A.Secret);
        await NoEntryAsync(Guid.NewGuid().ToString("D"), broker.A.Secret);
    }

    [Fact]
    public async Task A_removed_computer_loses_its_consumer_at_once_and_does_not_get_in_again()
    {
        var computer = await broker.Client.EnrolAsync("removed");
        await using var connection = await ConfinedBroker.ConnectAsync(computer);
        await using var channel = await connection.CreateChannelAsync();
        var cancelled = new TaskCompletionSource();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.UnregisteredAsync += (_, _) =>
        {
            cancelled.TrySetResult();
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(computer.Broker.Queue, autoAck: false, consumer);

        (await broker.Client.StatusAsync(HttpMethod.Delete, $"/computers/{computer.ComputerId}")).ShouldBe(204);

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await Eventually.Holds(() => EntersAsync(computer.Broker.User, computer.Secret), enters => !enters, "the removed computer is not let in");
    }

    [Fact]
    public async Task A_removed_computer_loses_its_open_connection_at_once()
    {
        var computer = await broker.Client.EnrolAsync("removed with a connection");
        await using var connection = await ConfinedBroker.ConnectAsync(computer);
        await IsKnownAsync(connection);

        (await broker.Client.StatusAsync(HttpMethod.Delete, $"/computers/{computer.ComputerId}")).ShouldBe(204);

        await Eventually.Holds(() => Task.FromResult(connection.IsOpen), open => !open, "the connection is closed");
        connection.CloseReason!.ReplyText.ShouldContain("removed");
    }

    [Fact]
    public async Task Two_that_speak_in_turn_under_one_identity_are_fenced_and_an_operator_lets_it_in_again()
    {
        var computer = await broker.Client.EnrolAsync("copied");
        var (original, copy) = (Guid.NewGuid(), Guid.NewGuid());
        await using var one = await ConfinedBroker.ConnectAsync(computer);
        await using var two = await ConfinedBroker.ConnectAsync(computer);
        await SaysAsync(one, computer, original, 1);
        await SaysAsync(two, computer, copy, 1);
        (await FencedAsync(computer)).ShouldBeNull("a restart looks the same");
        await Eventually.Holds(
            () => broker.Client.SendAsync(HttpMethod.Get, "/computers/figures"),
            counted => (long)counted["online"]! >= 1 && (long)counted["online"]! <= (long)counted["computers"]!, "whoever speaks counts as online");

        await SaysAsync(one, computer, original, 2);

        await Eventually.Holds(() => FencedAsync(computer), since => since is not null, "the identity is fenced, and shown so");
        (await broker.Client.SendAsync(HttpMethod.Get, "/computers?fenced=true"))["items"]!.AsArray().Select(c => (Guid)c!["id"]!).ShouldContain(computer.ComputerId);
        var figures = await broker.Client.SendAsync(HttpMethod.Get, "/computers/figures");
        ((long)figures["fenced"]!).ShouldBeGreaterThan(0);
        await Eventually.Holds(() => Task.FromResult(one.IsOpen || two.IsOpen), open => !open, "both connections are closed");
        await Eventually.Holds(() => EntersAsync(computer.Broker.User, computer.Secret), enters => !enters, "nobody is let in");
        using (var again = await broker.Client.TryEnrolAsync(
            new { name = "copied", operatingSystem = "linux", architecture = "x64", computerId = computer.ComputerId, secret = computer.Secret }))
            ((int)again.StatusCode).ShouldBe(Refused);

        (await broker.Client.StatusAsync(HttpMethod.Delete, $"/computers/{computer.ComputerId}/fence")).ShouldBe(204);
        await Eventually.Holds(() => EntersAsync(computer.Broker.User, computer.Secret), enters => enters, "the computer is let in again");
        (await FencedAsync(computer)).ShouldBeNull();
    }

    [Fact]
    public async Task A_rotated_secret_opens_and_the_old_one_cannot_be_used_to_rotate_again()
    {
        var computer = await broker.Client.EnrolAsync("rotating");
        var (second, third) = (new string('2', 64), new string('3', 64));
        (await RotateAsync(computer, computer.Secret, second)).ShouldBe(204);
        (await RotateAsync(computer, computer.Secret, second)).ShouldBe(204, "a repeat whose answer was lost");
        (await EntersAsync(computer.Broker.User, second)).ShouldBeTrue();
        (await EntersAsync(computer.Broker.User, computer.Secret)).ShouldBeTrue("for a day, should the answer have been lost");
        (await RotateAsync(computer, computer.Secret, third)).ShouldBe(401, "a copy of the old disk does not take over");
        (await RotateAsync(computer, broker.B.Secret, third)).ShouldBe(401);
        (await RotateAsync(computer, second, "short")).ShouldBe(400);
    }

    private Task<int> RotateAsync(EnrolledComputer computer, string secret, string newSecret) =>
        broker.Client.StatusAsync(HttpMethod.Put, $"/enrolments/{computer.ComputerId}/secret", new { secret, newSecret });

    private async Task<string?> FencedAsync(EnrolledComputer computer) =>
        (string?)(await broker.Client.SendAsync(HttpMethod.Get, $"/computers/{computer.ComputerId}"))["fencedAt"];

    // What the agent says; waits until the service has heard it, so that what comes next is later.
    private async Task SaysAsync(IConnection connection, EnrolledComputer computer, Guid instance, int number)
    {
        var body = $$"""{ "agentVersion": "1.0", "at": "{{DateTimeOffset.UtcNow:O}}", "instanceId": "{{instance}}", "number": {{number}}, "stillConnected": {{(number > 1 ? "true" : "false")}} }""";
        var before = await SeenAsync(computer);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await PublishAsync(channel, AgentQueue.ReportExchange, AgentQueue.ContactRoutingKey(computer.ComputerId), Encoding.UTF8.GetBytes(body), ContactType);
        await Eventually.Holds(async () => await SeenAsync(computer) != before || await FencedAsync(computer) is not null, heard => heard, $"{number} is heard");
    }

    private async Task<string?> SeenAsync(EnrolledComputer computer) =>
        (string?)(await broker.Client.SendAsync(HttpMethod.Get, $"/computers/{computer.ComputerId}"))["lastContactAt"];

    private static async Task IsKnownAsync(IConnection connection)
    {
        // The broker lists a connection once it is open for all; a channel on it is answered only then.
        await using var channel = await connection.CreateChannelAsync();
    }

    private async Task RefusedAsync(Func<IChannel, Task> attempt) => (await ConfinedBroker.TryAsync(broker.A, attempt)).ShouldBe(Refused);

    private static Task ReportAsync(IChannel channel, Guid computer, string? user = null) =>
        PublishAsync(channel, AgentQueue.ReportExchange, AgentQueue.ReportRoutingKey(computer), user);

    private static Task ContactAsync(IChannel channel, Guid computer) =>
        PublishAsync(channel, AgentQueue.ReportExchange, AgentQueue.ContactRoutingKey(computer), Contact, ContactType);

    private static Task PublishAsync(IChannel channel, string exchange, string routingKey, string? user = null) =>
        PublishAsync(channel, exchange, routingKey, Body, type: null, user);

    private static Task PublishAsync(IChannel channel, string exchange, string routingKey, byte[] body, string? type, string? user = null)
    {
        var properties = new BasicProperties { Persistent = true };
        if (type is not null)
            properties.Type = type;
        if (user is not null)
            properties.UserId = user;
        return channel.BasicPublishAsync(exchange, routingKey, mandatory: false, properties, body).AsTask();
    }

    private async Task NoEntryAsync(string user, string password) => (await EntersAsync(user, password)).ShouldBeFalse();

    private async Task<bool> EntersAsync(string user, string password)
    {
        try
        {
            var access = broker.A with { Secret = password, Broker = broker.A.Broker with { User = user } };
            await using var connection = await ConfinedBroker.ConnectAsync(access);
            return true;
        }
        catch (BrokerUnreachableException refused) when (refused.InnerException is AuthenticationFailureException or PossibleAuthenticationFailureException)
        {
            return false;
        }
    }
}

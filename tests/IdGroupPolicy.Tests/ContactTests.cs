using System.Text;
using System.Text.Json;
using Distribution.Contracts;
using Distribution.Contracts.Rules.Trust;
using Distribution.IdGroupPolicy.Computers;
using Distribution.ServiceDefaults;
using Distribution.Testing.Platform;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using ComputerMadeContact = Distribution.Contracts.IdGroupPolicy.V1.ComputerMadeContact;
using SecurityFindingReported = Distribution.Contracts.IdGroupPolicy.V1.SecurityFindingReported;

namespace Distribution.IdGroupPolicy.Tests;

/// <summary>What a computer says after each connection, on a real broker: its queue is whole again, and the world is told.</summary>
public sealed class ContactTests(RunningService running) : IAsyncLifetime
{
    private IConnection? _connection;
    private IChannel? _channel;

    private HttpClient Client => running.Client;

    private IChannel Channel => _channel!;

    public async ValueTask InitializeAsync()
    {
        _connection = await new ConnectionFactory { Uri = running.Service.BrokerUri }.CreateConnectionAsync();
        _channel = await _connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await Eventually.Holds(IsListeningAsync, listens => listens, "contacts are taken");
    }

    public ValueTask DisposeAsync() => _connection!.DisposeAsync();

    [Fact]
    public async Task A_binding_that_was_lost_is_made_again_and_the_contact_is_told()
    {
        var computer = await Client.EnrolAsync("unbound");
        var told = await ListenAsync("ComputerMadeContact");
        await Channel.QueueUnbindAsync(computer.Broker.Queue, AgentQueue.Exchange, AgentQueue.RoutingKey(computer.ComputerId));

        await SayConnectedAsync(computer);

        var contact = await NextAsync(told, computer);
        (contact.AgentVersion, contact.QueueWasGone).ShouldBe(("1.4.0", false));
        await Channel.BasicPublishAsync(
            AgentQueue.Exchange, AgentQueue.RoutingKey(computer.ComputerId), mandatory: true, Encoding.UTF8.GetBytes("an instruction"));
        var seen = await Client.SendAsync(HttpMethod.Get, $"/computers/{computer.ComputerId}");
        ((string)seen["agentVersion"]!).ShouldBe("1.4.0");
        ((DateTimeOffset)seen["lastContactAt"]!).ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddMinutes(-2));
    }

    [Fact]
    public async Task A_queue_that_was_lost_is_made_again_when_its_computer_enrols_again_and_that_it_was_gone_is_told()
    {
        var computer = await Client.EnrolAsync("lost");
        var told = await ListenAsync("ComputerMadeContact");
        await Channel.QueueDeleteAsync(computer.Broker.Queue);

        using var again = await Client.TryEnrolAsync(new
        {
            name = "lost", operatingSystem = "linux", architecture = "x64", computerId = computer.ComputerId, secret = computer.Secret,
        });

        again.EnsureSuccessStatusCode();
        (await Channel.QueueDeclarePassiveAsync(computer.Broker.Queue)).MessageCount.ShouldBe(0u);
        (await NextAsync(told, computer)).QueueWasGone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_computer_whose_secret_an_operator_wants_changed_is_told_through_its_queue()
    {
        var computer = await Client.EnrolAsync("feared for");
        (await Client.StatusAsync(HttpMethod.Post, $"/computers/{computer.ComputerId}/secret-rotation")).ShouldBe(202);
        (await Client.StatusAsync(HttpMethod.Post, $"/computers/{Guid.NewGuid()}/secret-rotation")).ShouldBe(404);
        var told = await Eventually.Holds(
            async () => await Channel.BasicGetAsync(computer.Broker.Queue, autoAck: true), message => message is not null, "the order is in its queue");
        told!.BasicProperties.Type.ShouldBe("urn:message:Distribution.Contracts.IdGroupPolicy.V1:TakeNewSecret");
        LocalKeys.OfThisProcess.Judge(computer.ComputerId, told.BasicProperties.Type!, told.BasicProperties.Headers, told.Body.Span).Trust.ShouldBe(MessageTrust.Trusted);
    }

    [Fact]
    public async Task The_roots_are_for_everybody_as_the_file_has_them() =>
        RootChain.Read(await Client.GetByteArrayAsync("/enrolments/roots"))!.ToBytes().ShouldBe(await File.ReadAllBytesAsync(LocalKeys.OfThisProcess.RootFile));

    [Fact]
    public async Task What_a_computer_did_not_obey_is_told_once_and_what_is_no_finding_of_its_own_is_put_aside()
    {
        var computer = await Client.EnrolAsync("wary");
        var told = await ListenAsync("SecurityFindingReported");
        const string type = "urn:message:Distribution.Contracts.Agents.V1:SecurityFinding";
        const string first = """{ "kind": "UntrustedMessage", "detail": "Not signed.", "at": "2026-11-21T12:00:00Z" }""";
        foreach (var body in new[] { first, first, """{ "kind": "RootExpired", "detail": "Over.", "at": "2026-11-21T12:00:01Z" }""" })
            await PublishAsync(computer, body, type);

        // The bus promises no order; the versions tell it.
        var findings = new List<SecurityFindingReported>();
        await Eventually.Holds(
            async () =>
            {
                while (await Channel.BasicGetAsync(told, autoAck: true) is { } got)
                    findings.Add(JsonSerializer.Deserialize<SecurityFindingReported>(got.Body.Span, HouseJson.Options)!);
                return findings.Count;
            },
            count => count == 2, "both are told");
        findings.OrderBy(finding => finding.StreamVersion).Select(finding => ($"{finding.Kind}", finding.Detail, finding.StreamVersion, finding.ComputerId))
            .ShouldBe([("UntrustedMessage", "Not signed.", 2, computer.ComputerId), ("RootExpired", "Over.", 3, computer.ComputerId)]);

        await PublishAsync(computer, """{ "kind": "UntrustedMessage" }""", type);
        await PublishAsync(computer, """{ "kind": 77, "detail": "x", "at": "2026-11-21T12:00:00Z" }""", type);
        await Eventually.Holds(async () => (await Channel.QueueDeclarePassiveAsync($"{RecordContacts.Queue}_error")).MessageCount, count => count >= 2, "both are put aside");
        await Channel.QueuePurgeAsync($"{RecordContacts.Queue}_error");
    }

    [Fact]
    public async Task A_removed_computer_gets_no_queue_again_and_the_contacts_of_others_in_the_same_batch_count()
    {
        var (removed, other) = (await Client.EnrolAsync("gone"), await Client.EnrolAsync("other"));
        (await Client.StatusAsync(HttpMethod.Delete, $"/computers/{removed.ComputerId}")).ShouldBe(204);

        await SayConnectedAsync(removed);
        await SayConnectedAsync(other);

        await Eventually.Holds(
            () => Client.SendAsync(HttpMethod.Get, $"/computers/{other.ComputerId}"), c => c["lastContactAt"] is not null, "the other's contact is recorded");
        (await ExistsAsync(removed.Broker.Queue)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_no_contact_is_put_aside()
    {
        var computer = await Client.EnrolAsync("babbling");
        await PublishAsync(computer, "{ no json");
        await PublishAsync(computer, "{}");
        var reasons = new List<string>();
        await Eventually.Holds(
            async () =>
            {
                while (await Channel.BasicGetAsync($"{RecordContacts.Queue}_error", autoAck: true) is { } aside)
                    reasons.Add(Encoding.UTF8.GetString((byte[])aside.BasicProperties.Headers!["reason"]!));
                return reasons.Count;
            },
            count => count == 2, "both are put aside");
    }

    private Task SayConnectedAsync(EnrolledComputer computer) =>
        PublishAsync(computer, """{ "agentVersion": "1.4.0", "at": "2026-11-21T12:00:00Z" }""");

    private async Task PublishAsync(EnrolledComputer computer, string body, string type = "urn:message:Distribution.Contracts.Agents.V1:AgentConnected")
    {
        var properties = new BasicProperties { Type = type, Persistent = true };
        await Channel.BasicPublishAsync(
            AgentQueue.ReportExchange, AgentQueue.ContactRoutingKey(computer.ComputerId), mandatory: true, properties, Encoding.UTF8.GetBytes(body));
    }

    private async Task<string> ListenAsync(string message)
    {
        var queue = (await Channel.QueueDeclareAsync()).QueueName;
        var exchange = $"Distribution.Contracts.IdGroupPolicy.V1:{message}";
        await Channel.ExchangeDeclareAsync(exchange, "fanout", durable: true);
        await Channel.QueueBindAsync(queue, exchange, "");
        return queue;
    }

    private async Task<ComputerMadeContact> NextAsync(string queue, EnrolledComputer computer)
    {
        var told = await Eventually.Holds(
            async () => await Channel.BasicGetAsync(queue, autoAck: true) is { } message
                ? JsonSerializer.Deserialize<ComputerMadeContact>(message.Body.Span, HouseJson.Options)
                : null,
            contact => contact?.ComputerId == computer.ComputerId, "the contact is told");
        return told!;
    }

    private Task<bool> IsListeningAsync() => ExistsAsync($"{RecordContacts.Queue}_error");

    private async Task<bool> ExistsAsync(string queue)
    {
        await using var channel = await _connection!.CreateChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync(queue);
            return true;
        }
        catch (OperationInterruptedException)
        {
            return false;
        }
    }
}

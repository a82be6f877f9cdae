using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Distribution.Contracts;
using Distribution.Contracts.Agents.V1;
using Distribution.IdGroupPolicy.Computers;
using Distribution.IdGroupPolicy.Inventory;
using Distribution.ServiceDefaults;
using RabbitMQ.Client;

namespace Distribution.IdGroupPolicy.Tests.Inventory;

public sealed class InventoryMessageTests
{
    private static readonly Guid Computer = Guid.Parse("019a0000-0000-7000-8000-000000000001");
    private static readonly InventoryReported Good = new SaidBefore().Whole(SampleInventory.Item("curl"));

    public static TheoryData<string, InventoryReported> Bad => new()
    {
        { "without facts", Good with { Facts = null } },
        { "numbered from 1", Good with { Number = 0 } },
        { "more than 20000 pieces", Good with { Software = [.. Enumerable.Repeat(SampleInventory.Item("x"), 20_001)] } },
        { "more than 20000 updates", Good with { Updates = [.. Enumerable.Repeat("KB1", 20_001)] } },
        { "longer than 512", Good with { Software = [SampleInventory.Item(new string('x', 513))] } },
        { "NUL", Good with { Updates = ["KB\0"] } },
        { "NUL", Good with { Facts = SampleInventory.Facts with { Domain = "a\0" } } },
        { "empty entry", Good with { Software = [null!] } },
        { "empty entry", Good with { Facts = SampleInventory.Facts with { Disks = [null!] } } },
        { "more than 64", Good with { Facts = SampleInventory.Facts with { Disks = [.. Enumerable.Repeat(new DiskFacts("/", 1, 1), 65)] } } },
    };

    [Fact]
    public void What_a_computer_says_of_itself_is_taken() =>
        InventoryMessage.Read(Message(Json(Good))).Inventory!.ComputerId.ShouldBe(Computer);

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_is_beyond_the_limits_is_put_aside_with_the_reason(string reason, InventoryReported said) =>
        InventoryMessage.Read(Message(Json(said))).Fault!.ShouldContain(reason);

    [Theory]
    [InlineData("{ no json")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"seriesId\":\"019a0000-0000-7000-8000-000000000001\",\"number\":1,\"at\":\"2026-03-01T12:00:00Z\",\"software\":[{\"name\":\"\\ud800\",\"version\":\"\"}],\"updates\":[]}")]
    public void What_cannot_be_read_is_put_aside(string body) => InventoryMessage.Read(Message(body)).Fault.ShouldNotBeNull();

    [Fact]
    public void Nobody_speaks_for_another()
    {
        InventoryMessage.Read(Message(Json(Good), user: Guid.NewGuid().ToString("D"))).Fault.ShouldNotBeNull();
        InventoryMessage.Read(Message(Json(Good), key: AgentQueue.ReportRoutingKey(Computer))).Fault.ShouldNotBeNull();
    }

    // What throws here would be delivered again for ever, and hold up every other computer's inventory.
    [Fact]
    public void None_of_10_000_mutated_inventories_is_a_fault_of_ours()
    {
        JsonNode[] examples = [JsonNode.Parse(Json(Good))!, JsonNode.Parse(JsonSerializer.Serialize(Samples.Of(typeof(InventoryReported)), HouseJson.Options))!];
        var known = KnownInventory.Report(null, Computer, Good, DateTimeOffset.UnixEpoch).Aggregate((KnownInventory?)null, KnownInventory.Evolve);
        for (var n = 0; n < 10_000; n++)
        {
            var body = new Mutations(new Random(n)).Document(examples[n % examples.Length]);
            Should.NotThrow(
                () =>
                {
                    if (InventoryMessage.Read(Message(body)).Inventory is { } taken)
                        KnownInventory.Report(n % 4 < 2 ? null : known, Computer, taken.Said, DateTimeOffset.UnixEpoch);
                },
                $"number {n}: {Encoding.UTF8.GetString(body)}");
        }
    }

    [Fact]
    public void None_of_10_000_mutated_contacts_is_a_fault_of_ours()
    {
        var example = JsonNode.Parse(JsonSerializer.Serialize(Samples.Of(typeof(AgentConnected)), HouseJson.Options))!;
        for (var n = 0; n < 10_000; n++)
        {
            var body = new Mutations(new Random(n)).Document(example);
            var message = new Delivered(1, AgentQueue.ContactRoutingKey(Computer), new BasicProperties { Type = "urn:message:Distribution.Contracts.Agents.V1:AgentConnected" }, body);
            Should.NotThrow(() => Contact.Read(message), $"number {n}: {Encoding.UTF8.GetString(body)}");
        }
    }

    private static string Json(InventoryReported said) => JsonSerializer.Serialize(said, HouseJson.Options);

    private static Delivered Message(string body, string? user = null, string? key = null) => Message(Encoding.UTF8.GetBytes(body), user, key);

    private static Delivered Message(byte[] body, string? user = null, string? key = null) => new(
        1, key ?? AgentQueue.InventoryRoutingKey(Computer),
        new BasicProperties { Type = "urn:message:Distribution.Contracts.Agents.V1:InventoryReported", UserId = user },
        body);
}

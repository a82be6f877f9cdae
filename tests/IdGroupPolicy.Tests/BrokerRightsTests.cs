using Distribution.IdGroupPolicy.Computers;

namespace Distribution.IdGroupPolicy.Tests;

public sealed class BrokerRightsTests
{
    private static readonly Guid A = Guid.Parse("019a0000-0000-7000-8000-00000000000b");
    private const string B = "019a0000-0000-7000-8000-00000000000c";

    [Theory]
    [InlineData("queue", "agent.019a0000-0000-7000-8000-00000000000b", "read", true)]
    [InlineData("queue", "agent.019a0000-0000-7000-8000-00000000000b", "write", false)]
    [InlineData("queue", "agent.019a0000-0000-7000-8000-00000000000b", "configure", false)]
    [InlineData("queue", "agent." + B, "read", false)]
    [InlineData("queue", "agents-dead", "read", false)]
    [InlineData("queue", "agent-reports", "write", false)]
    [InlineData("exchange", "agent-reports", "write", true)]
    [InlineData("exchange", "agent-reports", "read", false)]
    [InlineData("exchange", "agent-reports", "configure", false)]
    [InlineData("exchange", "agents", "write", false)]
    [InlineData("exchange", "amq.default", "write", false)]
    [InlineData("exchange", "agent.019a0000-0000-7000-8000-00000000000b", "read", false)]
    public void A_computer_reads_its_own_queue_and_writes_to_the_reports_and_nothing_else(string resource, string name, string permission, bool may) =>
        AuthorizeAtBroker.MayUse(A, resource, name, permission).ShouldBe(may);

    [Theory]
    [InlineData("agent-reports", "write", "report.019a0000-0000-7000-8000-00000000000b", true)]
    [InlineData("agent-reports", "write", "report." + B, false)]
    [InlineData("agent-reports", "write", "report.*", false)]
    [InlineData("agent-reports", "write", "contact.019a0000-0000-7000-8000-00000000000b", true)]
    [InlineData("agent-reports", "write", "contact." + B, false)]
    [InlineData("agent-reports", "write", "contact.*", false)]
    [InlineData("agent-reports", "read", "contact.019a0000-0000-7000-8000-00000000000b", false)]
    [InlineData("agent-reports", "write", "inventory.019a0000-0000-7000-8000-00000000000b", true)]
    [InlineData("agent-reports", "write", "inventory." + B, false)]
    [InlineData("agents", "write", "contact.019a0000-0000-7000-8000-00000000000b", false)]
    [InlineData("agent-reports", "write", "report.019A0000-0000-7000-8000-00000000000B", false)]
    [InlineData("agent-reports", "read", "report.019a0000-0000-7000-8000-00000000000b", false)]
    [InlineData("amq.topic", "write", "report.019a0000-0000-7000-8000-00000000000b", false)]
    public void A_computer_reports_and_makes_contact_under_its_own_routing_keys_only(string exchange, string permission, string key, bool may) =>
        AuthorizeAtBroker.MayRoute(A, exchange, permission, key).ShouldBe(may);
}

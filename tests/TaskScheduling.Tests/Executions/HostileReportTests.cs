using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Distribution.Contracts;
using Distribution.Contracts.Agents.V1;
using Distribution.ServiceDefaults;
using Distribution.TaskScheduling.Executions;
using RabbitMQ.Client;

namespace Distribution.TaskScheduling.Tests.Executions;

/// <summary>Agents are outside our trust: whatever one says is taken or put aside, and never a fault that would hold up the others' reports.</summary>
public sealed class HostileReportTests
{
    private static readonly Type[] Kinds =
    [
        typeof(InstructionAccepted), typeof(InstructionRefused), typeof(ProbeStarted), typeof(ProbeFinished), typeof(ContentAtRelay), typeof(ExecutionWaiting),
        typeof(TransferStarted), typeof(TransferFinished), typeof(ActionStarted), typeof(ActionFinished), typeof(ExecutionFinished),
    ];

    [Fact]
    public void None_of_10_000_mutated_reports_is_a_fault_of_ours()
    {
        var taken = 0;
        for (var n = 0; n < 10_000; n++)
        {
            var kind = Kinds[n % Kinds.Length];
            var body = new Mutations(new Random(n)).Document(JsonNode.Parse(JsonSerializer.Serialize(Samples.Of(kind), kind, HouseJson.Options))!);
            var message = new Delivered(1, AgentQueue.ReportRoutingKey(Story.Computer), new BasicProperties { Type = $"urn:message:{kind.Namespace}:{kind.Name}" }, body);
            Should.NotThrow(
                () =>
                {
                    if (AgentReport.Read(message, out _) is not null)
                        taken++;
                },
                $"number {n}, {kind.Name}: {Encoding.UTF8.GetString(body)}");
        }

        taken.ShouldBeInRange(1, 9_999, "some mutations are harmless and are taken, and others are put aside");
    }
}

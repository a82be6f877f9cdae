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
    public void None_of_10_000_mutated_reports_is_a_fault_of_ours_in_any_state()
    {
        var states = ExecutionTable.States.Select(state => Story.Until(state).Aggregate((Execution?)null, Execution.Evolve)).ToList();
        var taken = 0;
        for (var n = 0; n < 10_000; n++)
        {
            var kind = Kinds[n % Kinds.Length];
            var body = new Mutations(new Random(n)).Document(JsonNode.Parse(JsonSerializer.Serialize(Samples.Of(kind), kind, HouseJson.Options))!);
            var message = new Delivered(1, AgentQueue.ReportRoutingKey(Story.Computer), new BasicProperties { Type = $"urn:message:{kind.FullName}" }, body);
            Should.NotThrow(
                () =>
                {
                    if (AgentReport.Read(message, out _) is not { } report)
                        return;
                    taken++;
                    ExecutionReports.Report(states[n / Kinds.Length % states.Count], report.ComputerId, report.Body, Story.Noon);
                },
                $"number {n}, {kind.Name}: {Encoding.UTF8.GetString(body)}");
        }

        taken.ShouldBeInRange(1_000, 9_000, "some mutations are harmless and are taken, and most are put aside");
    }
}

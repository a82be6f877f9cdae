using System.Text;
using System.Text.Json;
using Distribution.Contracts;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using RabbitMQ.Client;

namespace Distribution.TaskScheduling.Executions;

/// <summary>What a computer says of an execution. Who speaks is what the broker vouches for, never what the body claims.</summary>
internal sealed record AgentReport(Guid ComputerId, Guid ExecutionId, object Body)
{
    private const string Urn = "urn:message:Distribution.Contracts.Agents.V1:";

    /// <summary>Reads a message; null, with the reason, when it is no report.</summary>
    public static AgentReport? Read(Delivered message, out string? reason)
    {
        reason = null;
        if (AgentQueue.ComputerOf(message.RoutingKey) is not { } computer)
            return Fail($"The routing key '{message.RoutingKey}' names no computer.", out reason);
        // The broker lets nobody publish under another user's name; a computer's user is called as its id.
        if (message.Properties.UserId is { Length: > 0 } user && user != computer.ToString("D"))
            return Fail($"User {user} reports for computer {computer:D}.", out reason);
        try
        {
            var body = Parse(message.Properties.Type, message.Body);
            if (body is null)
                return Fail($"'{message.Properties.Type}' is no report.", out reason);
            var (execution, attempt, sound) = Look(body);
            return execution != Guid.Empty && attempt >= 1 && sound
                ? new AgentReport(computer, execution, body)
                : Fail("It names no execution, attempt, action or end.", out reason);
        }
        catch (Exception malformed) when (malformed is JsonException or NotSupportedException or InvalidOperationException)
        {
            return Fail(malformed.Message, out reason);
        }
    }

    /// <summary>The trace that a message carries, or null.</summary>
    public static string? TraceOf(IReadOnlyBasicProperties properties) =>
        properties.Headers?.TryGetValue(Correlation.TraceParentHeader, out var value) == true && value is byte[] text ? Encoding.UTF8.GetString(text) : null;

    private static AgentReport? Fail(string why, out string? reason)
    {
        reason = why;
        return null;
    }

    private static object? Parse(string? type, byte[] body) => type switch
    {
        Urn + nameof(InstructionAccepted) => Json<InstructionAccepted>(body),
        Urn + nameof(InstructionRefused) => Json<InstructionRefused>(body),
        Urn + nameof(ProbeStarted) => Json<ProbeStarted>(body),
        Urn + nameof(ProbeFinished) => Json<ProbeFinished>(body),
        Urn + nameof(ContentAtRelay) => Json<ContentAtRelay>(body),
        Urn + nameof(ExecutionWaiting) => Json<ExecutionWaiting>(body),
        Urn + nameof(TransferStarted) => Json<TransferStarted>(body),
        Urn + nameof(TransferFinished) => Json<TransferFinished>(body),
        Urn + nameof(ActionStarted) => Json<ActionStarted>(body),
        Urn + nameof(ActionFinished) => Json<ActionFinished>(body),
        Urn + nameof(ExecutionFinished) => Json<ExecutionFinished>(body),
        _ => null,
    };

    private static T Json<T>(byte[] body) => JsonSerializer.Deserialize<T>(body, HouseJson.Options) ?? throw new JsonException("The body is null.");

    private static (Guid Execution, int Attempt, bool Sound) Look(object body) => body switch
    {
        InstructionAccepted r => (r.ExecutionId, r.Attempt, true),
        InstructionRefused r => (r.ExecutionId, r.Attempt, true),
        ProbeStarted r => (r.ExecutionId, r.Attempt, true),
        ProbeFinished r => (r.ExecutionId, r.Attempt, true),
        ContentAtRelay r => (r.ExecutionId, r.Attempt, true),
        ExecutionWaiting r => (r.ExecutionId, r.Attempt, true),
        TransferStarted r => (r.ExecutionId, r.Attempt, true),
        TransferFinished r => (r.ExecutionId, r.Attempt, true),
        ActionStarted r => (r.ExecutionId, r.Attempt, r.Action >= 1),
        ActionFinished r => (r.ExecutionId, r.Attempt, r.Action >= 1),
        ExecutionFinished r => (r.ExecutionId, r.Attempt, r.State.IsFinal() && r.State != ExecutionState.Removed),
        _ => default,
    };
}

using System.Text.Json;
using Distribution.Contracts;
using Distribution.Contracts.Agents.V1;

namespace Distribution.IdGroupPolicy.Computers;

/// <summary>Something that a computer did not obey. Who speaks is what the broker vouches for, never what the body claims.</summary>
internal sealed record Finding(Guid ComputerId, FindingKind Kind, string Detail, DateTimeOffset At)
{
    private const int LongestDetail = 2_048;
    private static readonly string Urn = $"urn:message:{typeof(SecurityFinding).Namespace}:{nameof(SecurityFinding)}";

    /// <summary>Reads a message; null when it is no finding of the computer that its routing key names.</summary>
    public static Finding? Read(Delivered message)
    {
        if (message.Properties.Type != Urn || AgentQueue.ComputerOfContact(message.RoutingKey) is not { } computer)
            return null;
        if (message.Properties.UserId is { Length: > 0 } user && user != computer.ToString("D"))
            return null;
        try
        {
            return JsonSerializer.Deserialize<SecurityFinding>(message.Body, HouseJson.Options) is { Detail: not null } said && Enum.IsDefined(said.Kind)
                ? new(computer, said.Kind, Storable(said.Detail), said.At.ToUniversalTime())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Storable(string detail) => (detail.Length <= LongestDetail ? detail : detail[..LongestDetail]).Replace('\0', '?');
}

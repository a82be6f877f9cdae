using System.Text.Json;
using Distribution.Contracts;
using Distribution.Contracts.Agents.V1;

namespace Distribution.IdGroupPolicy.Computers;

/// <summary>What a computer says of its being there. Who speaks is what the broker vouches for, never what the body claims.</summary>
/// <param name="Speaker">Null from agents that do not say yet which of their starts speaks.</param>
/// <param name="IsNew">Whether the connection is new.</param>
internal sealed record Contact(Guid ComputerId, string AgentVersion, AgentInstance? Speaker, bool IsNew)
{
    private const int LongestVersion = 64;
    private static readonly string Urn = $"urn:message:{typeof(AgentConnected).Namespace}:{nameof(AgentConnected)}";

    /// <summary>Reads a message; null when it is no contact of the computer that its routing key names.</summary>
    public static Contact? Read(Delivered message)
    {
        if (message.Properties.Type != Urn || AgentQueue.ComputerOfContact(message.RoutingKey) is not { } computer)
            return null;
        // The broker lets a computer publish under its own key and its own user only.
        if (message.Properties.UserId is { Length: > 0 } user && user != computer.ToString("D"))
            return null;
        try
        {
            return JsonSerializer.Deserialize<AgentConnected>(message.Body, HouseJson.Options) is { AgentVersion: not null } said
                ? new(computer, Storable(said.AgentVersion), SpeakerOf(said), said.StillConnected != true)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static AgentInstance? SpeakerOf(AgentConnected said) =>
        said is { InstanceId: { } instance, Number: { } number } ? new(instance, number, said.At.ToUniversalTime()) : null;

    private static string Storable(string version) => (version.Length <= LongestVersion ? version : version[..LongestVersion]).Replace('\0', '?');
}

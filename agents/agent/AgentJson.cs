using System.Text.Json.Serialization;
using Distribution.Agent.Connections;
using Distribution.Agent.Groups;
using Distribution.Agent.Inventory;
using Distribution.Agent.Journals;
using Distribution.Agent.Processes;
using Distribution.Agent.Trust;
using Distribution.Agent.Updates;
using Distribution.Agent.Users;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent;

/// <summary>Every JSON form that the agent reads or writes; generated at build, so that starting costs no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(JournalRecord))]
[JsonSerializable(typeof(ExecuteTask))]
[JsonSerializable(typeof(CancelExecution))]
[JsonSerializable(typeof(AgentConnected))]
[JsonSerializable(typeof(InstructionAccepted))]
[JsonSerializable(typeof(InstructionRefused))]
[JsonSerializable(typeof(SecurityFinding))]
[JsonSerializable(typeof(TrustState))]
[JsonSerializable(typeof(TransferStarted))]
[JsonSerializable(typeof(TransferFinished))]
[JsonSerializable(typeof(ProbeStarted))]
[JsonSerializable(typeof(ProbeFinished))]
[JsonSerializable(typeof(ExecutionWaiting))]
[JsonSerializable(typeof(ActionStarted))]
[JsonSerializable(typeof(ActionFinished))]
[JsonSerializable(typeof(ExecutionFinished))]
[JsonSerializable(typeof(InventoryReported))]
[JsonSerializable(typeof(InventoryFacts))]
[JsonSerializable(typeof(SaidInventory))]
[JsonSerializable(typeof(ReportInventory))]
[JsonSerializable(typeof(VersionState))]
[JsonSerializable(typeof(Dictionary<string, int?>))]
[JsonSerializable(typeof(UserRequest))]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(IReadOnlyList<GroupRequest>))]
[JsonSerializable(typeof(GroupRegistration))]
[JsonSerializable(typeof(GroupRegistered))]
[JsonSerializable(typeof(Identity))]
[JsonSerializable(typeof(EnrolmentRequest))]
[JsonSerializable(typeof(IdentityWish))]
[JsonSerializable(typeof(EnrolmentAnswer))]
[JsonSerializable(typeof(SecretRotation))]
[JsonSerializable(typeof(SupervisedCommand))]
[JsonSerializable(typeof(SupervisedResult))]
internal sealed partial class AgentJson : JsonSerializerContext;

using Distribution.Contracts.Agents.V1;

namespace Distribution.Agent.Protocol;

/// <summary>What this start of the agent says of itself, each time under the next number: a copy of this disk that runs elsewhere says it under another id.</summary>
internal sealed class SelfPresentation(TimeProvider clock)
{
    /// <summary>This agent's own version.</summary>
    public static readonly string Version = typeof(SelfPresentation).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    private readonly Guid instance = Guid.CreateVersion7();
    private long number;

    public AgentConnected Next(bool stillConnected) => new(Version, clock.GetUtcNow(), instance, Interlocked.Increment(ref number), stillConnected);
}

using Distribution.Agent.Protocol;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.Rules.Trust;
using RabbitMQ.Client;

namespace Distribution.Agent.Trust;

/// <summary>What a message became.</summary>
/// <param name="IssuedAt">Unix milliseconds, by its signature.</param>
internal sealed record Admitted(Instruction Instruction, long IssuedAt);

/// <summary>Lets messages in, or turns them away; what is behind it sees only what a key of the platform vouches for.</summary>
/// <param name="find">Told of everything that is turned away; says whether it told of it too, or there was too much of it.</param>
internal sealed class Gate(JudgeMessage judge, PinnedTrust trust, Func<FindingKind, string, bool> find)
{
    /// <exception cref="IOException">It cannot be judged at present: the message must stay in the queue.</exception>
    public async Task<Admitted> Admit(Guid computerId, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        // A type that this agent does not know is obeyed by nobody, whoever sent it.
        if (!Instruction.IsKnown(properties.Type))
            return new(Instruction.Parse(properties.Type, default), 0);
        var verdict = await judge.Judge(computerId, properties.Type!, properties.Headers, body, ct);
        if (verdict.Trust == MessageTrust.Trusted)
            return new(Instruction.Parse(properties.Type, body.Span), verdict.IssuedAt);
        var told = find(verdict.Trust == MessageTrust.RootExpired ? FindingKind.RootExpired : FindingKind.UntrustedMessage, $"{properties.Type![(properties.Type!.LastIndexOf(':') + 1)..]}: {verdict.Detail}");
        // Forgeries come without end, each with an execution of its own: what is told of no more leaves no trace on the disk either. What a key
        // of the platform did sign, and is merely too late, is as seldom as true work, and whoever waits for it is always answered.
        return told || verdict.Trust is MessageTrust.Expired or MessageTrust.RootExpired
            ? new(Instruction.OfUntrusted(properties.Type, body.Span, verdict.Detail), 0)
            : new(new Untrusted(null, null, verdict.Detail), 0);
    }

    /// <summary>Carries an order out, unless one of its type that is as late or later was carried out before.</summary>
    /// <returns>Whether it was.</returns>
    public bool Obey(string type, long issuedAt, Action order) => trust.Obey(type, issuedAt, order);
}

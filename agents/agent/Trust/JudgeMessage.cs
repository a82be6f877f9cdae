using Distribution.Agent.Protocol;
using Distribution.Contracts.Rules.Trust;
using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Trust;

/// <summary>Judges what came out of the computer's queue before anything of it is read.</summary>
/// <param name="askRoots">Looks for later roots; false when nobody could be asked.</param>
/// <param name="now">The time by which a signature or a root has ended.</param>
internal sealed class JudgeMessage(PinnedTrust trust, Func<CancellationToken, Task<bool>> askRoots, Func<DateTimeOffset> now)
{
    private static readonly string work = MessageUrn.Of<ExecuteTask>();

    /// <exception cref="IOException">It cannot be judged at present: the message must stay in the queue.</exception>
    public async Task<SignatureVerdict> Judge(Guid computerId, string type, IDictionary<string, object?>? headers, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var signature = MessageSignature.From(headers);
        SignatureVerdict Verdict(TrustRoot root) =>
            MessageSignature.Judge(root, signature, computerId, type, body.Span, type == work, now(), Signatures.Verify);
        if (trust.Root is { } root && MessageSignature.RootIn(headers) <= root.Version && Verdict(root) is var verdict && !HangsOnRoot(verdict))
            return verdict;
        // A key may be newer than this computer's root, or revoked in a later one, and an expired root may have a successor.
        var asked = await askRoots(ct);
        if (trust.Root is not { } newest)
            throw new IOException("This computer has no root yet by which to judge what it is told.");
        var second = Verdict(newest);
        return asked || !HangsOnRoot(second)
            ? second
            : throw new IOException($"{second.Detail} The gateway cannot be asked for a later root.");
    }

    // A later root may say otherwise.
    private static bool HangsOnRoot(SignatureVerdict verdict) =>
        verdict.Trust is MessageTrust.UnknownKey or MessageTrust.WrongRole or MessageTrust.RootExpired;
}

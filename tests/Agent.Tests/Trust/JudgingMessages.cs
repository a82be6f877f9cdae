using System.Text;
using Distribution.Contracts.Rules.Trust;
using static Distribution.Agent.Tests.Trust.Ceremony;

namespace Distribution.Agent.Tests.Trust;

public class JudgingMessages
{
    private const string Execute = "urn:message:Distribution.Contracts.TaskScheduling.V1:ExecuteTask";
    private const string Cancel = "urn:message:Distribution.Contracts.TaskScheduling.V1:CancelExecution";
    private const string Inventory = "urn:message:Distribution.Contracts.IdGroupPolicy.V1:ReportInventory";
    private static readonly byte[] body = Encoding.UTF8.GetBytes("""{"executionId":1}""");

    private readonly Ceremony ceremony = new(expires: Noon.AddDays(300));

    [Fact]
    public void What_the_right_key_signed_for_this_computer_is_trusted_until_its_queue_would_be_gone()
    {
        Judge(Signed()).ShouldBe(new(MessageTrust.Trusted, "", Noon.ToUnixTimeMilliseconds()));
        Judge(Signed(), now: Noon.AddDays(180).AddMilliseconds(-1)).Trust.ShouldBe(MessageTrust.Trusted);
        Judge(Signed(), now: Noon.AddDays(180)).Trust.ShouldBe(MessageTrust.Expired);
    }

    [Fact]
    public void Every_part_that_the_agent_goes_by_is_signed()
    {
        var signature = Signed();
        Judge(signature, body: [.. body, (byte)' ']).Trust.ShouldBe(MessageTrust.Altered);
        Judge(signature, computer: Guid.NewGuid()).Trust.ShouldBe(MessageTrust.Altered);
        Judge(signature, type: Cancel).Trust.ShouldBe(MessageTrust.Altered);
        Judge(signature with { ExpiresAt = signature.ExpiresAt + 1 }).Trust.ShouldBe(MessageTrust.Altered);
        Judge(signature with { IssuedAt = signature.IssuedAt + 1 }).Trust.ShouldBe(MessageTrust.Altered);
        Judge(signature with { Signature = "" }).Trust.ShouldBe(MessageTrust.Altered);
        Judge(signature with { Signature = "not base64!" }).Trust.ShouldBe(MessageTrust.Altered);
        Judge(null).Trust.ShouldBe(MessageTrust.NotSigned);
        Judge(signature, body: new byte[MessageSignature.LongestBody + 1]).Trust.ShouldBe(MessageTrust.TooLong);
    }

    [Fact]
    public void A_key_signs_for_its_role_alone_and_a_stranger_for_none()
    {
        using var stranger = SigningKey.Create();
        Judge(Signed(stranger)).Trust.ShouldBe(MessageTrust.UnknownKey);
        Judge(Signed(ceremony.Computers)).Trust.ShouldBe(MessageTrust.WrongRole);
        Judge(Signed(ceremony.Tasks, Inventory), Inventory).Trust.ShouldBe(MessageTrust.WrongRole);
        Judge(Signed(ceremony.Computers, Inventory), Inventory).Trust.ShouldBe(MessageTrust.Trusted);
        Judge(Signed(ceremony.RootKeys[0])).Trust.ShouldBe(MessageTrust.UnknownKey);
        Judge(Signed(ceremony.Tasks, "urn:message:Elsewhere:Do"), "urn:message:Elsewhere:Do").Trust.ShouldBe(MessageTrust.WrongRole);
    }

    [Fact]
    public void Keys_overlap_while_they_change_and_a_revoked_one_is_nobody_s()
    {
        using var next = SigningKey.Create();
        ceremony.Offer(ceremony.Last.Next().With(next, TrustRoles.Tasks));
        Judge(Signed()).Trust.ShouldBe(MessageTrust.Trusted);
        Judge(Signed(next)).Trust.ShouldBe(MessageTrust.Trusted);
        ceremony.Offer(ceremony.Last.Next().Without(ceremony.Tasks));
        Judge(Signed()).Trust.ShouldBe(MessageTrust.UnknownKey);
        Judge(Signed(next)).Trust.ShouldBe(MessageTrust.Trusted);
    }

    [Fact]
    public void An_expired_root_begins_no_work_but_ends_some()
    {
        var late = Noon.AddDays(300);
        Judge(Signed(at: late), now: late).Trust.ShouldBe(MessageTrust.RootExpired);
        Judge(Signed(at: late, type: Cancel), Cancel, late).Trust.ShouldBe(MessageTrust.Trusted);
    }

    [Fact]
    public void Headers_carry_a_signature_as_the_broker_hands_them_on()
    {
        var signature = Signed();
        var headers = signature.Headers.ToDictionary(h => h.Key, h => (object?)Encoding.UTF8.GetBytes((string)h.Value!));
        MessageSignature.From(headers).ShouldBe(signature);
        headers[MessageSignature.IssuedHeader] = "soon"u8.ToArray();
        MessageSignature.From(headers).ShouldBeNull();
        headers.Remove(MessageSignature.IssuedHeader);
        MessageSignature.From(headers).ShouldBeNull();
        MessageSignature.From(null).ShouldBeNull();
    }

    private MessageSignature Signed(SigningKey? by = null, string type = Execute, DateTimeOffset? at = null) =>
        MessageSignature.Of(by ?? ceremony.Tasks, Facts.Me, type, at ?? Noon, body);

    private SignatureVerdict Judge(MessageSignature? signature, string type = Execute, DateTimeOffset? now = null, byte[]? body = null, Guid? computer = null) =>
        MessageSignature.Judge(
            ceremony.Last, signature, computer ?? Facts.Me, type, body ?? JudgingMessages.body, type == Execute, now ?? Noon, SigningKey.Verify);
}

using System.Text;
using Distribution.Contracts.Rules.Trust;

namespace Distribution.Agent.Tests.Trust;

public class FollowingRoots
{
    private readonly Ceremony ceremony = new();

    [Fact]
    public void The_first_of_a_chain_is_believed_and_the_others_follow_from_it()
    {
        ceremony.Offer(ceremony.Last.Next());
        var followed = RootRules.Follow(null, ceremony.Chain, SigningKey.Verify);
        (followed.Fault, followed.Pinned!.Root.Version).ShouldBe((null, 2));
    }

    [Fact]
    public void Root_keys_change_with_the_word_of_the_old_and_of_the_new()
    {
        var pinned = ceremony.Pinned();
        using var other = SigningKey.Create();
        var next = ceremony.Last.Next() with { RootKeys = [other.ToTrusted()] };
        Refused(pinned, new([Signed(next, other)])).ShouldContain("root keys of version 1");
        Refused(pinned, new([Signed(next, ceremony.RootKeys[0])])).ShouldContain("its own root keys");
        RootRules.Follow(pinned, new([Signed(next, ceremony.RootKeys[0], other)]), SigningKey.Verify).Pinned!.Root.Version.ShouldBe(2);
    }

    [Fact]
    public void A_version_that_is_skipped_is_refused_and_a_chain_that_names_each_is_not()
    {
        var pinned = ceremony.Pinned();
        var far = ceremony.Last with { Version = 2_000_000_000 };
        Refused(pinned, new([Signed(far, ceremony.RootKeys[0])])).ShouldContain("after version 1 only 2 may come");
        ceremony.Offer(ceremony.Last.Next()).Offer(ceremony.Last.Next()).Offer(ceremony.Last.Next());
        RootRules.Follow(pinned, ceremony.Chain, SigningKey.Verify).Pinned!.Root.Version.ShouldBe(4);
    }

    [Fact]
    public void It_never_goes_back_a_version_and_says_that_an_old_one_was_offered()
    {
        ceremony.Offer(ceremony.Last.Next());
        var followed = RootRules.Follow(ceremony.Pinned(), ceremony.Before(2), SigningKey.Verify);
        (followed.Pinned!.Root.Version, followed.Fault).ShouldBe((2, "The newest root that was offered has version 1; this computer goes by version 2 already."));
    }

    [Fact]
    public void Another_root_of_the_same_version_is_refused()
    {
        var pinned = ceremony.Pinned();
        Refused(pinned, new([Signed(ceremony.Last with { ExpiresAt = ceremony.Last.ExpiresAt.AddDays(1) }, ceremony.RootKeys[0])])).ShouldContain("Another root of version 1");
    }

    [Fact]
    public void Fewer_root_keys_than_the_threshold_decide_nothing_and_one_key_counts_once()
    {
        var three = new Ceremony(rootKeys: 3, threshold: 2);
        var pinned = three.Pinned();
        var next = three.Last.Next();
        Refused(pinned, new([Signed(next, three.RootKeys[0])])).ShouldContain("not signed by enough");
        var once = Signed(next, three.RootKeys[0]);
        Refused(pinned, new([once with { Signatures = [once.Signatures[0], once.Signatures[0]] }])).ShouldContain("not signed by enough");
        RootRules.Follow(pinned, new([Signed(next, three.RootKeys[0], three.RootKeys[2])]), SigningKey.Verify).Pinned!.Root.Version.ShouldBe(2);
    }

    [Fact]
    public void What_was_accepted_before_the_refused_one_stays()
    {
        var pinned = ceremony.Pinned();
        using var stranger = SigningKey.Create();
        ceremony.Offer(ceremony.Last.Next()).Offer(ceremony.Last.Next(), stranger);
        var followed = RootRules.Follow(pinned, ceremony.Chain, SigningKey.Verify);
        followed.Pinned!.Root.Version.ShouldBe(2);
        followed.Fault.ShouldNotBeNull();
    }

    [Fact]
    public void A_key_cannot_come_under_another_name_and_no_root_is_without_form()
    {
        var root = ceremony.Last;
        TrustRoot.Read((root with { RootKeys = [root.RootKeys[0] with { Id = new string('0', 32) }] }).ToBytes()).ShouldBeNull();
        TrustRoot.Read((root with { Threshold = 0 }).ToBytes()).ShouldBeNull();
        TrustRoot.Read((root with { Threshold = 2 }).ToBytes()).ShouldBeNull();
        TrustRoot.Read((root with { RootKeys = [root.RootKeys[0], root.RootKeys[0]] }).ToBytes()).ShouldBeNull();
        TrustRoot.Read((root with { Version = 0 }).ToBytes()).ShouldBeNull();
        TrustRoot.Read("{}"u8).ShouldBeNull();
        TrustRoot.Read("null"u8).ShouldBeNull();
        RootChain.Read("""{"roots":[null]}"""u8).ShouldBeNull();
        RootChain.Read("""{"roots":[{"root":"AA==","signatures":[null]}]}"""u8).ShouldBeNull();
        RootChain.Read(Encoding.UTF8.GetBytes(new string(' ', RootChain.LongestBytes + 1))).ShouldBeNull();
    }

    [Fact]
    public void A_pinned_root_is_on_the_disk_and_does_not_go_back_after_a_restart()
    {
        using var folder = new TemporaryFolder("trust");
        var path = Path.Combine(folder.Path, "trust.json");
        ceremony.Offer(ceremony.Last.Next());
        new Agent.Trust.PinnedTrust(path).Take(ceremony.Chain).ShouldBeNull();
        var again = new Agent.Trust.PinnedTrust(path);
        again.Root!.Version.ShouldBe(2);
        again.Take(ceremony.Before(2)).ShouldNotBeNull();
        again.Root!.Version.ShouldBe(2);
        new Agent.Trust.PinnedTrust(path).Root!.Version.ShouldBe(2);
    }

    [Fact]
    public void An_order_is_carried_out_when_it_is_later_than_every_one_of_its_kind_also_after_a_restart()
    {
        using var folder = new TemporaryFolder("orders");
        var path = Path.Combine(folder.Path, "trust.json");
        var trust = new Agent.Trust.PinnedTrust(path);
        trust.Obey("a", 1, () => throw new InvalidOperationException("It has no root, and so obeys nobody.")).ShouldBeFalse();
        trust.Take(ceremony.Chain).ShouldBeNull();
        var done = new List<long>();
        bool Order(Agent.Trust.PinnedTrust by, string type, long at) => by.Obey(type, at, () => done.Add(at));
        (Order(trust, "a", 10), Order(trust, "a", 10), Order(trust, "a", 9), Order(trust, "b", 5)).ShouldBe((true, false, false, true));
        var again = new Agent.Trust.PinnedTrust(path);
        (Order(again, "a", 10), Order(again, "b", 4), Order(again, "a", 11)).ShouldBe((false, false, true));
        done.ShouldBe([10, 5, 11]);
    }

    [Fact]
    public void Managed_code_verifies_what_the_platform_verifies_and_refuses_what_it_refuses()
    {
        using var key = SigningKey.Create();
        using var other = SigningKey.Create();
        for (var i = 0; i < 20; i++)
        {
            var data = BitConverter.GetBytes(i);
            var signature = key.Sign(data);
            var altered = signature.ToArray();
            altered[i] ^= 1;
            foreach (var (by, given) in new[] { (key, signature), (other, signature), (key, altered), (key, signature[1..]), (key, []), (key, new byte[64]) })
                Agent.Trust.ManagedEcdsa.Verify(by.PublicKey, data, given).ShouldBe(SigningKey.Verify(by.PublicKey, data, given));
        }

        Agent.Trust.ManagedEcdsa.Verify([1, 2, 3], [1], new byte[64]).ShouldBeFalse();
        Agent.Trust.Signatures.Verify(key.PublicKey, [1], key.Sign([1])).ShouldBeTrue();
    }

    private static SignedRoot Signed(TrustRoot root, params SigningKey[] by) => by.Aggregate(RootRules.Draft(root), RootRules.Sign);

    private static string Refused(PinnedRoot pinned, RootChain offered)
    {
        var followed = RootRules.Follow(pinned, offered, SigningKey.Verify);
        followed.Pinned.ShouldBe(pinned);
        return followed.Fault!;
    }
}

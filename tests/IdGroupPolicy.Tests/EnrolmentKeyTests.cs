using Distribution.IdGroupPolicy.Computers;

namespace Distribution.IdGroupPolicy.Tests;

public sealed class EnrolmentKeyTests() : SpecificationOf<EnrolmentKey>(EnrolmentKey.Evolve)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Id = Guid.Parse("019a0000-0000-7000-8000-000000000003");
    private static readonly Guid Computer = Guid.Parse("019a0000-0000-7000-8000-000000000004");
    private static readonly string KeySecret = new('c', 64);

    [Fact]
    public void A_key_without_a_limit_is_not_written_when_it_is_used() =>
        Given(Created()).When(k => EnrolmentKey.Use(k, KeySecret, Computer, Noon)).ThenNothing();

    [Fact]
    public void A_counted_key_counts_each_use() =>
        Given(Created(uses: 2))
            .When(k => EnrolmentKey.Use(k, KeySecret, Computer, Noon))
            .Then(new EnrolmentKeyUsed(Id, Computer, Noon))
            .ThenState(k => k!.Uses.ShouldBe(1));

    [Fact]
    public void A_counted_key_admits_exactly_as_many_as_it_says() => Refusal(
        Given(Created(uses: 1), new EnrolmentKeyUsed(Id, Computer, Noon)), KeySecret, Noon).ShouldBe(EnrolmentRefusal.KeyUsedUp);

    [Fact]
    public void A_key_admits_until_the_moment_before_it_expires() =>
        Given(Created(expires: Noon)).When(k => EnrolmentKey.Use(k, KeySecret, Computer, Noon.AddTicks(-1))).ThenNothing();

    [Fact]
    public void A_key_admits_nobody_from_the_moment_at_which_it_expires() =>
        Refusal(Given(Created(expires: Noon)), KeySecret, Noon).ShouldBe(EnrolmentRefusal.KeyExpired);

    [Fact]
    public void A_revoked_key_admits_nobody() =>
        Refusal(Given(Created(), new EnrolmentKeyRevoked(Id, Noon)), KeySecret, Noon).ShouldBe(EnrolmentRefusal.KeyRevoked);

    [Fact]
    public void An_unknown_key_admits_nobody() => Refusal(Given(), KeySecret, Noon).ShouldBe(EnrolmentRefusal.WrongKey);

    [Fact]
    public void A_wrong_secret_says_nothing_about_the_key_that_it_guessed() => Refusal(
        Given(Created(expires: Noon), new EnrolmentKeyRevoked(Id, Noon)), new('d', 64), Noon).ShouldBe(EnrolmentRefusal.WrongKey);

    [Fact]
    public void Revoking_revokes_once() =>
        Given(Created()).When(k => EnrolmentKey.Revoke(k, Noon)).Then(new EnrolmentKeyRevoked(Id, Noon)).AndAgainNothing();

    [Fact]
    public void A_key_reads_back_what_it_was_written_from() =>
        EnrolmentKey.Parse(EnrolmentKey.Text(Id, KeySecret)).ShouldBe((Id, KeySecret));

    [Theory]
    [InlineData("")]
    [InlineData("guess")]
    [InlineData("019a000000007000800000000000000g.00")]
    [InlineData("019a0000000070008000000000000003.00.00")]
    public void A_text_of_another_form_is_of_no_key(string text) =>
        Should.Throw<EnrolmentRefusedException>(() => EnrolmentKey.Parse(text)).Refusal.ShouldBe(EnrolmentRefusal.WrongKey);

    private static EnrolmentKeyCreated Created(int? uses = null, DateTimeOffset? expires = null) =>
        new(Id, "first floor", Secret.Sha256(KeySecret), expires, uses, null, Noon);

    private static EnrolmentRefusal Refusal(Situation<EnrolmentKey> given, string secret, DateTimeOffset now) =>
        Should.Throw<EnrolmentRefusedException>(() => given.When(k => EnrolmentKey.Use(k, secret, Computer, now)).ThenNothing()).Refusal;
}

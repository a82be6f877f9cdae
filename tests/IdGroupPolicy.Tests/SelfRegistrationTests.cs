using Distribution.ServiceDefaults;

namespace Distribution.IdGroupPolicy.Tests;

/// <summary>Who may register in a group, how often may be guessed, and what is kept of a password.</summary>
public sealed class SelfRegistrationTests
{
    private readonly MovedClock _clock = new();

    [Fact]
    public void After_so_many_failures_one_waits_until_the_first_is_out_of_the_window()
    {
        var limit = new GuessLimit(_clock);
        for (var n = 0; n < 5; n++)
        {
            limit.Begin("pc", 5).ShouldBeNull();
            _clock.Now += TimeSpan.FromMinutes(1);
        }

        limit.Begin("pc", 5).ShouldBe(GuessLimit.Window - TimeSpan.FromMinutes(5));
        limit.Begin("another", 5).ShouldBeNull();
        _clock.Now += TimeSpan.FromMinutes(10);
        limit.Begin("pc", 5).ShouldBeNull();
        limit.Begin("pc", 5).ShouldNotBeNull();
    }

    [Fact]
    public void Whoever_is_blocked_counts_nowhere_else_and_makes_nothing_be_forgotten()
    {
        var limit = new GuessLimit(_clock);
        while (limit.Begin(("victim", 5), ("attacker", 5)) is null)
            _clock.Now += TimeSpan.FromSeconds(1);
        for (var n = 0; n < 25_000; n++)
            limit.Begin(($"name {n}", 5), ("attacker", 5)).ShouldNotBeNull();
        limit.Begin("victim", 5).ShouldNotBeNull();
        limit.Begin("name 7", 5).ShouldBeNull();
    }

    [Fact]
    public void What_was_right_does_not_count()
    {
        var limit = new GuessLimit(_clock);
        for (var n = 0; n < 100; n++)
        {
            limit.Begin("pc", 5).ShouldBeNull();
            limit.GiveBack("pc");
        }
    }

    [Fact]
    public async Task Many_attempts_at_once_gain_nothing()
    {
        var limit = new GuessLimit(_clock);
        var begun = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => limit.Begin("pc", 5))));
        begun.Count(wait => wait is null).ShouldBe(5);
    }

    [Fact]
    public void Only_the_password_itself_matches_its_hash()
    {
        var passwords = new Passwords();
        var hash = Passwords.Hash("correct horse");
        hash.ShouldStartWith("pbkdf2-sha256$600000$");
        hash.ShouldNotContain("horse");
        Passwords.Hash("correct horse").ShouldNotBe(hash);
        passwords.Matches("correct horse", hash).ShouldBeTrue();
        passwords.Matches("correct horse", hash).ShouldBeTrue();
        passwords.Matches("Correct horse", hash).ShouldBeFalse();
        passwords.Matches("correct horse", null).ShouldBeFalse();
    }

    [Fact]
    public void A_hash_with_fewer_rounds_from_before_still_holds() =>
        new Passwords().Matches("password", "pbkdf2-sha256$1000$c2FsdHNhbHRzYWx0c2FsdA==$"
            + Convert.ToBase64String(System.Security.Cryptography.Rfc2898DeriveBytes.Pbkdf2(
                "password", "saltsaltsaltsalt"u8, 1_000, System.Security.Cryptography.HashAlgorithmName.SHA256, 32))).ShouldBeTrue();

    private sealed class MovedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

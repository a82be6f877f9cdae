using System.Security.Cryptography;
using Distribution.Contracts.Rules;

namespace Distribution.Packages.Tests;

public sealed class ContentLinksTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly string Address = new('a', 64);
    private static readonly string Old = Key(), New = Key();
    private readonly ContentLinkKeys _keys = ContentLinkKeys.Parse(Old);

    [Fact]
    public void Every_computer_is_told_the_same_address_for_a_week()
    {
        var week = Enumerable.Range(0, 7 * 24 * 60).Select(minute => ContentLinks.ExpiryOfInstruction(Noon.AddMinutes(minute), null)).Distinct().ToList();
        week.Count.ShouldBe(2, "a week of dispatches meets one boundary");
        week.ShouldAllBe(expires => expires % ContentLinks.GridSeconds == 0);
    }

    [Fact]
    public void A_link_outlives_the_queue_in_which_its_instruction_lies_and_the_execution_if_that_is_longer()
    {
        ContentLinks.ExpiryOfInstruction(Noon, Noon.AddDays(1)).ShouldBeInRange(Unix(180), Unix(187));
        ContentLinks.ExpiryOfInstruction(Noon, Noon.AddDays(400)).ShouldBeInRange(Unix(400), Unix(407));
        Distribution.Contracts.AgentQueue.Arguments["x-expires"].ShouldBe(ContentLinks.DaysInQueue * 24L * 60 * 60 * 1000);
        Should.NotThrow(() => ContentLinks.ExpiryOfInstruction(Noon, DateTimeOffset.MaxValue));
    }

    [Fact]
    public void A_link_is_good_until_the_second_in_which_it_expires()
    {
        Judge(Link(), Noon.AddSeconds(59)).ShouldBe(ContentLinkVerdict.Good);
        Judge(Link(), Noon.AddSeconds(60)).ShouldBe(ContentLinkVerdict.Expired);
    }

    [Theory]
    [InlineData("/contents/a", "/contents/b"), InlineData("expires=1", "expires=2"), InlineData("expires=", "expires=0"), InlineData("expires=", "expires=%2B")]
    [InlineData("signature=", "signature=A"), InlineData("name=tool.deb", "name=tool.exe"), InlineData("&name=tool.deb", "")]
    public void A_link_of_which_anything_was_changed_is_wrong(string part, string change)
    {
        var link = ContentLinks.PathOf(Address, Noon.ToUnixTimeSeconds() + 60, _keys, "tool.deb");
        link.ShouldContain(part);
        Judge(link, Noon).ShouldBe(ContentLinkVerdict.Good);
        Judge(link.Replace(part, change, StringComparison.Ordinal), Noon).ShouldBe(ContentLinkVerdict.Wrong);
    }

    [Theory]
    [InlineData(""), InlineData("?expires=1795262460"), InlineData("?signature=AAAA")]
    public void A_link_without_its_parts_is_missing(string query) => Judge($"/contents/{Address}{query}", Noon).ShouldBe(ContentLinkVerdict.Missing);

    [Fact]
    public void The_first_key_signs_and_all_verify_until_they_are_taken_away()
    {
        var before = Link();
        var after = ContentLinks.PathOf(Address, Noon.ToUnixTimeSeconds() + 60, ContentLinkKeys.Parse($" {New} , {Old}\n"));
        var both = ContentLinkKeys.Parse($"{New},{Old}");
        Judge(before, Noon, both).ShouldBe(ContentLinkVerdict.Good);
        Judge(after, Noon, both).ShouldBe(ContentLinkVerdict.Good);
        Judge(after, Noon).ShouldBe(ContentLinkVerdict.Wrong, "the new key signed, not the old one");
        Judge(before, Noon, ContentLinkKeys.Parse(New)).ShouldBe(ContentLinkVerdict.Wrong);
    }

    [Theory]
    [InlineData(null, "is missing"), InlineData(" , ", "is missing"), InlineData("secret", "place 1"), InlineData("AAAAAAAAAAAAAAAAAAAAAA==", "place 1")]
    public void A_key_that_is_missing_or_too_short_stops_the_service_with_words_that_do_not_tell_it(string? setting, string what)
    {
        var refusal = Should.Throw<InvalidOperationException>(() => ContentLinkKeys.Parse(setting)).Message;
        refusal.ShouldContain(what);
        refusal.ShouldContain("openssl rand -base64 32");
        refusal.ShouldNotContain("secret");
    }

    [Fact]
    public void The_expiry_can_be_read_from_a_path()
    {
        ContentLinks.ExpiryIn("/api" + Link()).ShouldBe(Noon.ToUnixTimeSeconds() + 60);
        ContentLinks.ExpiryIn("/api/contents/a").ShouldBeNull();
    }

    private static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static long Unix(int days) => Noon.AddDays(days).ToUnixTimeSeconds();

    private string Link() => ContentLinks.PathOf(Address, Noon.ToUnixTimeSeconds() + 60, _keys);

    private ContentLinkVerdict Judge(string link, DateTimeOffset now, ContentLinkKeys? keys = null)
    {
        var address = new Uri("http://x" + link);
        var query = System.Web.HttpUtility.ParseQueryString(address.Query);
        return ContentLinks.Judge(address.Segments[^1], query["expires"], query["signature"], query["name"], keys ?? _keys, now);
    }
}

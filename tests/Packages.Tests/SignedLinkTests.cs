using System.Net;
using System.Security.Cryptography;
using Distribution.Contracts.Rules;

namespace Distribution.Packages.Tests;

public sealed class SignedLinkTests(PackagesService packages)
{
    private static readonly ContentLinkKeys Keys = ContentLinkKeys.Parse(ServiceUnderTest.LinkKey);

    [Fact]
    public async Task Content_without_a_link_is_refused_with_words_that_say_where_one_is_had()
    {
        var sha256 = await packages.UploadAnything();
        (await Refusal($"/contents/{sha256}")).ShouldContain("GET /packages/{id}/content");
        (await Refusal(PackagesService.LinkTo(sha256) + "A")).ShouldContain("signature is not right");
        (await Refusal(ContentLinks.PathOf(sha256, DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 1, Keys))).ShouldContain("expired");
    }

    [Fact]
    public async Task A_wrong_link_is_refused_whether_the_content_exists_or_not()
    {
        var nothing = new string('0', 64);
        (await Refusal($"/contents/{nothing}?expires=9999999999&signature=AAAA")).ShouldContain("signature is not right");
        using var head = await packages.Client.SendAsync(new(HttpMethod.Head, $"/contents/{nothing}?expires=9999999999&signature=AAAA"));
        head.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var good = await packages.Client.GetAsync(PackagesService.LinkTo(nothing));
        good.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Whether_content_is_here_may_be_asked_without_a_link()
    {
        var sha256 = await packages.UploadAnything();
        using var here = await packages.Client.SendAsync(new(HttpMethod.Head, $"/contents/{sha256}"));
        here.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_person_is_led_to_a_link_of_their_own_that_names_the_file()
    {
        var bytes = RandomNumberGenerator.GetBytes(100);
        var sha256 = await packages.Upload(bytes);
        using var registered = await packages.Post(new { kind = "Files", name = "Plan", fileName = "Plan für alle; 1 %.pdf", contentSha256 = sha256, destinationFolder = "/srv" });
        var id = (await PackagesService.Read<Identified>(registered)).Id;

        using var still = new HttpClient(new SignedCallers("packages", SignedCallers.Everything, new HttpClientHandler { AllowAutoRedirect = false })) { BaseAddress = packages.Service.Address };
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            using var led = await still.SendAsync(new(method, $"/packages/{id}/content"));
            led.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            led.Headers.CacheControl!.NoStore.ShouldBeTrue("a link is for one person");
            var expires = ContentLinks.ExpiryIn(led.Headers.Location!.OriginalString)!.Value - DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            expires.ShouldBeInRange(60, 3600);
        }

        using var answer = await packages.Client.GetAsync($"/packages/{id}/content");
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(bytes);
        answer.Content.Headers.ContentDisposition!.ToString().ShouldStartWith("attachment");
        answer.Content.Headers.ContentDisposition.FileNameStar.ShouldBe("Plan für alle; 1 %.pdf");
        using var nobody = await packages.Client.GetAsync($"/packages/{Guid.NewGuid()}/content");
        nobody.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<string> Refusal(string link)
    {
        using var answer = await packages.Client.GetAsync(link);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        return await answer.Content.ReadAsStringAsync();
    }

    private sealed record Identified(Guid Id);
}

using FluentValidation;
using Microsoft.AspNetCore.Http;

namespace Distribution.ServiceDefaults.Tests;

public sealed class PagingTests
{
    [Fact]
    public void The_extra_item_only_tells_that_there_are_more()
    {
        var page = Paging.Of([1, 2, 3], 2, item => [$"{item}", "x"]);

        page.Items.ShouldBe([1, 2]);
        Paging.After(page.Next, keys: 2).ShouldBe(["2", "x"]);
        Paging.Of([1, 2], 2, item => [$"{item}"]).Next.ShouldBeNull();
    }

    [Theory]
    [InlineData("nonsense!")]
    [InlineData("bm8")]
    [InlineData("W10")]
    [InlineData("W251bGxd")]
    public void What_no_page_gave_out_is_refused(string after) => Should.Throw<ValidationException>(() => Paging.After(after));

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    [InlineData(-5)]
    public void A_limit_outside_1_to_1000_is_refused(int limit) => Should.Throw<ValidationException>(() => Paging.Limit(limit));

    [Fact]
    public void One_key_is_one_id_at_one_place()
    {
        Asked("POST", "/lamps", "a").ShouldBe(Asked("POST", "/lamps", "a"));
        Asked("POST", "/lamps", "a").ShouldNotBe(Asked("POST", "/lamps", "b"));
        Asked("POST", "/lamps", "a").ShouldNotBe(Asked("POST", "/tasks", "a"));
        Asked("POST", "/lamps", "a").Version.ShouldBe(8);
        Asked("POST", "/lamps", null).ShouldNotBe(Asked("POST", "/lamps", null));
        Should.Throw<ValidationException>(() => Asked("POST", "/lamps", new string('a', 256)));
    }

    private static Guid Asked(string method, string path, string? key)
    {
        var context = new DefaultHttpContext { Request = { Method = method, Path = path } };
        if (key is not null)
            context.Request.Headers["Idempotency-Key"] = key;
        return context.RequestedId(null);
    }
}

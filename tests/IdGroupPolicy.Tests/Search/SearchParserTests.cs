using Distribution.IdGroupPolicy.Search;

namespace Distribution.IdGroupPolicy.Tests.Search;

public sealed class SearchParserTests
{
    [Theory]
    [InlineData("os = windows", "os = \"windows\"")]
    [InlineData("OS=Windows AND Name ~ desk-*", "os = \"Windows\" and name ~ \"desk-*\"")]
    [InlineData("os = a or os = b and os = c", "os = \"a\" or os = \"b\" and os = \"c\"")]
    [InlineData("(os = a or os = b) and os = c", "(os = \"a\" or os = \"b\") and os = \"c\"")]
    [InlineData("not os = a and os = b", "not os = \"a\" and os = \"b\"")]
    [InlineData("not (os = a and os = b)", "not (os = \"a\" and os = \"b\")")]
    [InlineData("not not online = yes", "not not online = \"yes\"")]
    [InlineData("memory >= 8 GB", "memory >= \"8GB\"")]
    [InlineData("disk.free(C:) < 10GB", "disk.free(\"C:\") < \"10GB\"")]
    [InlineData("software.version(\"Mozilla Firefox\") < 128.0", "software.version(\"Mozilla Firefox\") < \"128.0\"")]
    [InlineData("address = 10.1.0.0/16 or address = fe80::/10", "address = \"10.1.0.0/16\" or address = \"fe80::/10\"")]
    [InlineData("lastContact < 30d", "lastContact < \"30d\"")]
    [InlineData("asset(\"cost \\\"centre\\\"\") contains \"a\\\\b\"", "asset(\"cost \\\"centre\\\"\") contains \"a\\\\b\"")]
    [InlineData("os = a and (os = b and os = c)", "os = \"a\" and (os = \"b\" and os = \"c\")")]
    public void A_search_is_read_and_written_again_with_the_same_meaning(string text, string written)
    {
        var condition = SearchParser.Parse(text);
        condition.ToString().ShouldBe(written);
        SearchParser.Parse(written).ShouldBe(condition);
    }

    [Theory]
    [InlineData("", 1, "expected a field")]
    [InlineData("os = windows and", 17, "expected a field, 'not' or '(', not the end")]
    [InlineData("os windows", 4, "expected one of = != ~ contains")]
    [InlineData("os < windows", 4, "expected one of = != ~ contains")]
    [InlineData("os = ", 6, "expected a value for os")]
    [InlineData("os = and", 6, "expected a value for os, not 'and'")]
    [InlineData("colour = red", 1, "there is no field 'colour'; the fields are name, os,")]
    [InlineData("os = a os = b", 8, "expected 'and', 'or' or the end, not 'os'")]
    [InlineData("(os = a", 8, "expected 'and', 'or' or ')'")]
    [InlineData("os = \"a", 6, "not closed")]
    [InlineData("os = a; drop table", 7, "has no meaning here")]
    [InlineData("memory > much", 10, "expected a whole number")]
    [InlineData("memory > 99999999TB", 10, "expected a whole number")]
    [InlineData("online = perhaps", 10, "expected yes or no")]
    [InlineData("lastContact < yesterday", 15, "expected a moment")]
    [InlineData("address = 10", 11, "expected an address")]
    [InlineData("address = 10.0.0.0/33", 11, "expected an address")]
    [InlineData("software.version < 1", 18, "expected '(' and a name")]
    [InlineData("os(x) = 1", 3, "expected one of")]
    [InlineData("os = \"a\0\"", 8, "no such character")]
    public void A_fault_is_told_with_its_place_and_what_was_expected_there(string text, int position, string expected)
    {
        var fault = Should.Throw<SearchSyntaxException>(() => SearchParser.Parse(text));
        fault.Position.ShouldBe(position, fault.Message);
        fault.Message.ShouldContain(expected);
    }

    [Fact]
    public void What_is_too_long_or_too_deep_is_refused_and_does_not_end_the_process()
    {
        Should.Throw<SearchSyntaxException>(() => SearchParser.Parse(new string('(', 4_000)));
        Should.Throw<SearchSyntaxException>(() => SearchParser.Parse(string.Concat(Enumerable.Repeat("not ", 900))));
        Should.Throw<SearchSyntaxException>(() => SearchParser.Parse(new string('x', 4_001))).Message.ShouldContain("4000");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_is_typed_is_a_search_or_a_fault_with_a_place(int seed)
    {
        var chance = new Random(seed);
        var some = new SomeSearches(chance);
        for (var i = 0; i < 3_000; i++)
        {
            var text = i % 2 == 0 ? some.Noise() : some.Broken(some.Condition(3).ToString());
            try
            {
                SearchParser.Parse(text);
            }
            catch (SearchSyntaxException fault)
            {
                fault.Position.ShouldBeInRange(1, text.Length + 1, text);
            }
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void What_was_written_reads_as_what_it_was(int seed)
    {
        var some = new SomeSearches(new Random(seed));
        for (var i = 0; i < 2_000; i++)
        {
            var condition = some.Condition(4);
            SearchParser.Parse(condition.ToString()).ShouldBe(condition);
        }
    }
}

using Distribution.IdGroupPolicy.Inventory;

namespace Distribution.IdGroupPolicy.Tests.Inventory;

public sealed class AssetsTests() : SpecificationOf<Assets>(Assets.Evolve)
{
    private static readonly Guid Computer = Guid.Parse("019a0000-0000-7000-8000-000000000001");
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Fields_are_written_whatever_the_case_of_their_names_and_the_others_stay() =>
        Given(new AssetsSet(Computer, new Dictionary<string, string> { ["Department"] = "Finance", ["location"] = "Bonn" }, Noon))
            .When(state => Set(state, ("department", "Sales")))
            .ThenState(assets => assets!.Fields.ShouldBe(new Dictionary<string, string> { ["Department"] = "Sales", ["location"] = "Bonn" }))
            .AndAgainNothing();

    [Fact]
    public void An_empty_text_takes_a_field_away() =>
        Given(new AssetsSet(Computer, new Dictionary<string, string> { ["person"] = "Anna" }, Noon))
            .When(state => Set(state, ("person", ""))).ThenState(assets => assets!.Fields.ShouldBeEmpty());

    [Fact]
    public void There_are_twenty_own_fields_beside_the_three_and_no_more()
    {
        var twenty = Enumerable.Range(1, 20).Select(i => ($"field {i}", "x")).Append(("department", "x")).Append(("location", "x")).Append(("person", "x"));
        Given().When(state => Set(state, [.. twenty])).ThenState(assets => assets!.Fields.Count.ShouldBe(23));
        Given().When(state => Set(state, [.. twenty, ("one more", "x")])).ThenRefused("20");
    }

    [Theory]
    [InlineData("", "text")]
    [InlineData("name", null)]
    [InlineData("na\nme", "text")]
    [InlineData("name", "te\0xt")]
    public void A_name_or_a_text_that_nobody_can_write_is_refused(string name, string? text) =>
        Assets.FaultOf(new Dictionary<string, string?> { [name] = text }).ShouldNotBeNull();

    [Theory]
    [InlineData("a,b\r\nc,d\n", "a|b;c|d")]
    [InlineData("a,\"b, \"\"c\"\"\nd\"", "a|b, \"c\"\nd")]
    [InlineData("a,\n,b", "a|;|b")]
    [InlineData(" a , b ", "a|b")]
    [InlineData("a,", "a|")]
    [InlineData("a\n\nb", "a;;b")]
    [InlineData("\"\",x", "|x")]
    public void Comma_separated_values_are_read_as_everybody_writes_them(string text, string expected) =>
        string.Join(';', Csv.Read(text).Select(cells => string.Join('|', cells))).ShouldBe(expected);

    [Theory]
    [InlineData("\"a")]
    [InlineData("x\n\"a\"b")]
    public void An_open_quote_is_told_with_its_line(string text) => Should.Throw<FormatException>(() => Csv.Read(text)).Message.ShouldStartWith("Line");

    private static object[] Set(Assets? state, params (string Name, string Text)[] fields) =>
        Assets.Set(state, Computer, fields.ToDictionary(field => field.Name, field => field.Text), Noon);
}

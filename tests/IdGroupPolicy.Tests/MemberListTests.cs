using Distribution.IdGroupPolicy.Groups;

namespace Distribution.IdGroupPolicy.Tests;

public sealed class MemberListTests
{
    [Theory]
    [InlineData("pc-1", "pc-1")]
    [InlineData("  pc-1  ", "pc-1")]
    [InlineData("pc-1,Berlin,2nd floor", "pc-1")]
    [InlineData("pc-1;Berlin", "pc-1")]
    [InlineData("pc-1\tBerlin", "pc-1")]
    [InlineData("\"pc,1\",Berlin", "pc,1")]
    [InlineData("\"the \"\"old\"\" one\"", "the \"old\" one")]
    [InlineData("\"pc-1\" ;Berlin", "pc-1")]
    public void A_line_gives_its_first_field(string line, string computer) => MemberList.Read(1, line).ShouldBe(new(1, computer));

    [Theory]
    [InlineData("\"pc-1", "do not end")]
    [InlineData("\"pc-1\"x", "behind the closing")]
    [InlineData("pc\"1", "not quoted")]
    [InlineData("pc\u00001", "control")]
    [InlineData("pc\uFFFD", "UTF-8")]
    public void A_line_that_cannot_be_read_says_why(string line, string why) => MemberList.Read(3, line).Fault.ShouldNotBeNull().ShouldContain(why);

    [Fact]
    public void A_line_that_is_too_long_says_so_and_is_not_repeated_whole()
    {
        var read = MemberList.Read(9, new string('x', MemberList.LongestLine + 1));
        read.Fault.ShouldNotBeNull().ShouldContain("1024");
        read.Computer.Length.ShouldBe(64);
        MemberList.Read(9, new string('x', 257)).Fault.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Name\npc-1\n\n pc-2 \n", "2 pc-1, 4 pc-2")]
    [InlineData("\n\npc-1", "3 pc-1")]
    [InlineData("pc-1\nname", "1 pc-1, 2 name")]
    [InlineData("pc-1\r\npc-2\r\n", "1 pc-1, 2 pc-2")]
    [InlineData("", "")]
    public async Task Lines_keep_their_numbers_and_a_heading_is_passed_over(string list, string read)
    {
        using var text = new StringReader(list);
        var lines = await MemberList.ReadAsync(text).ToListAsync();
        string.Join(", ", lines.Select(line => $"{line.Number} {line.Computer}")).ShouldBe(read);
    }
}

using Distribution.Packages.Content;

namespace Distribution.Packages.Tests;

public sealed class PathRulesTests
{
    [Theory]
    [InlineData("a.txt")]
    [InlineData("folder/")]
    [InlineData("a/b/c.d")]
    [InlineData("a..b/..c/...d")]
    [InlineData("console/comx/auxiliary.txt/nulls")]
    [InlineData("ünïcödé/日本.txt")]
    [InlineData(".hidden/.file")]
    public void An_ordinary_path_is_allowed(string path) => PathRules.Refusal(path).ShouldBeNull();

    [Theory]
    [InlineData("/etc/passwd", "absolute")]
    [InlineData("\\windows\\x", "absolute")]
    [InlineData("C:\\x", "drive")]
    [InlineData("c:x", "drive")]
    [InlineData("../x", "'..'")]
    [InlineData("a/../x", "'..'")]
    [InlineData("a\\..\\x", "'..'")]
    [InlineData("a/..", "'..'")]
    [InlineData("a/./b", "'.'")]
    [InlineData("a//b", "empty")]
    [InlineData("", "empty")]
    [InlineData("CON", "device")]
    [InlineData("a/nul", "device")]
    [InlineData("a/Com1.txt", "device")]
    [InlineData("lpt9.tar.gz", "device")]
    [InlineData("aux /b", "ends with")]
    [InlineData("aux .txt", "device")]
    [InlineData("COM¹", "device")]
    [InlineData("a.txt:stream", "Windows")]
    [InlineData("a?b", "Windows")]
    [InlineData("trailing.", "ends with")]
    [InlineData("trailing /x", "ends with")]
    [InlineData("a\nb", "control")]
    [InlineData("a\0b", "control")]
    public void A_path_that_leaves_its_folder_or_cannot_be_held_everywhere_is_refused(string path, string why) =>
        PathRules.Refusal(path).ShouldNotBeNull().ShouldContain(why);

    [Fact]
    public void The_longest_path_and_name_are_allowed_and_one_more_is_not()
    {
        PathRules.Refusal(new string('a', 255)).ShouldBeNull();
        PathRules.Refusal(new string('a', 256)).ShouldNotBeNull();
        PathRules.Refusal(string.Join('/', Enumerable.Repeat(new string('a', 203), 5)) + "/aaaa").ShouldBeNull();
        PathRules.Refusal(string.Join('/', Enumerable.Repeat(new string('a', 203), 5)) + "/aaaaa").ShouldNotBeNull();
    }
}

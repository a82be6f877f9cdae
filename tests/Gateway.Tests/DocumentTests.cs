using System.Text.Json.Nodes;
using Distribution.Cli.Documents;

namespace Distribution.Gateway.Tests;

public sealed class DocumentTests
{
    [Fact]
    public void A_text_is_read_as_what_its_field_is()
    {
        var document = DocumentText.Parse("""
            name: 7-Zip
            softwareVersion: 24.10
            timeLimitSeconds: 600
            publisher: null
            restart: whenneeded
            operatingSystems: [linux, windows]
            environment: { DEBUG: 1, QUIET: yes }
            softwareConditions: { judgedBy: all, conditions: [ { name: Office, installed: true, version: 16.0 } ] }
            """);
        document.ToJsonString().ShouldBe(
            """{"name":"7-Zip","softwareVersion":"24.10","timeLimitSeconds":600,"publisher":null,"restart":"WhenNeeded","operatingSystems":["linux","windows"]"""
            + ""","environment":{"DEBUG":"1","QUIET":"yes"},"softwareConditions":{"judgedBy":"All","conditions":[{"name":"Office","installed":true,"version":"16.0"}]}}""");
    }

    [Theory]
    [InlineData("timeLimitSeconds: soon", "timeLimitSeconds: line 1: 'soon' is no whole number")]
    [InlineData("kind: Softwre", "kind: line 1: 'Softwre' is none of Software, Files, Update")]
    [InlineData("name: x\npublsher: y", "publsher: line 2: there is no such field; there are ")]
    [InlineData("operatingSystems: linux", "operatingSystems: line 1: 'linux' must be a list")]
    [InlineData("softwareConditions: { conditions: [ { name: x, installed: maybe } ] }", "softwareConditions.conditions[0].installed: line 1: 'maybe' is neither true nor false")]
    [InlineData("just words", "document: line 1: 'just words' must be fields")]
    [InlineData("name: [", "document: line ")]
    [InlineData("name: a\n---\nname: b", "document: a file describes one package, this one has 2 documents")]
    public void A_broken_document_names_the_line_the_field_the_value_and_the_rule(string text, string problem) =>
        Should.Throw<DocumentException>(() => DocumentText.Parse(text)).Message.ShouldStartWith(problem);

    [Theory]
    [InlineData("plain words"), InlineData(""), InlineData("1.10"), InlineData("null"), InlineData("~"), InlineData("yes"), InlineData("# no comment"), InlineData("a: b")]
    [InlineData("C:\\Program Files\\x"), InlineData("msiexec /i \"{file}\" /qn"), InlineData("{file}"), InlineData(" leading"), InlineData("trailing "), InlineData("two\nlines\n")]
    [InlineData("no end\nof line"), InlineData("\ttab"), InlineData("\r\n"), InlineData("bell\a"), InlineData("über 你好 🎉"), InlineData("- item"), InlineData("\n"), InlineData("a\n\n\n b\n")]
    [InlineData("%TEMP%"), InlineData("@x"), InlineData("'single'"), InlineData("...") , InlineData("---"), InlineData("0x1F"), InlineData("2026-11-21"), InlineData(".5"), InlineData("!tag")]
    public void Whatever_a_text_is_it_is_read_as_it_was_written(string text)
    {
        var document = new JsonObject { ["name"] = text, ["environment"] = new JsonObject { ["X"] = text }, ["dependsOn"] = new JsonArray(text), ["timeLimitSeconds"] = 5 };
        var written = DocumentText.Write(document);
        DocumentText.Parse(written).ToJsonString().ShouldBe(document.ToJsonString(), written);
        DocumentText.Write(DocumentText.Parse(written)).ShouldBe(written);
    }

    [Fact]
    public void The_same_document_is_the_same_package_everywhere()
    {
        static Guid Id(string text) => new PackageDocument("x.yaml", "/", DocumentText.Parse(text)).Id;
        Id("name: a\nsoftwareVersion: 1").ShouldBe(Id("{ softwareVersion: \"1\", name: a }"));
        Id("name: a\nsoftwareVersion: 1").ShouldNotBe(Id("name: a\nsoftwareVersion: 2"));
        Id("name: a\nsoftwareVersion: 1").ToString()[14].ShouldBe('8', "an id of a kind of its own, which no clock and no chance makes");
    }

    [Fact]
    public void What_others_refer_to_comes_first_and_circles_are_told_whole()
    {
        List<PackageDocument> documents = [Document("a", "b 1"), Document("b", "c"), Document("c"), Document("x", "y"), Document("y", "x"), Document("z", "unknown")];
        var (ordered, circles) = DocumentOrder.Of(documents);
        ordered.Select(document => document.Name).ShouldBe(["c", "b", "a", "z"]);
        circles.Select(circle => circle.Document.Name).ShouldBe(["x", "y"]);
        circles[0].Problem.ShouldContain("'x 1' -> 'y 1' -> 'x 1'");
    }

    [Fact]
    public void A_document_changes_what_it_says_differently_and_nothing_else()
    {
        var present = JsonDocument("""{"name":"x","publisher":"old","notes":"kept","operatingSystems":["linux"],"exitCodes":{"success":[0],"restarting":null},"folder":"A"}""");
        var wanted = DocumentText.Parse("{ name: x, publisher: new, operatingSystems: [linux], exitCodes: { success: [0] }, folder: null, icon: null }");
        DocumentChanges.Between(wanted, present).ToJsonString().ShouldBe("""{"publisher":"new","folder":""}""");
    }

    private static System.Text.Json.JsonElement JsonDocument(string text) => System.Text.Json.JsonDocument.Parse(text).RootElement;

    private static PackageDocument Document(string name, params string[] dependsOn) =>
        new($"{name}.yaml", "/", new JsonObject { ["name"] = name, ["softwareVersion"] = "1", ["dependsOn"] = new JsonArray([.. dependsOn.Select(d => JsonValue.Create(d))]) });
}

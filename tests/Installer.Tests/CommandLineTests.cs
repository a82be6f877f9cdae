using System.Diagnostics;

namespace Distribution.Installer.Tests;

public sealed class CommandLineTests
{
    private static readonly string[] Least = ["--to", "admin@pc-1", "--agent", "out", "--server", "https://gateway/"];

    [Fact]
    public void What_is_not_said_is_as_the_domain_says()
    {
        var order = Read([]);
        order.RetryWindow.ShouldBe(TimeSpan.FromMinutes(120));
        order.RetryInterval.ShouldBe(TimeSpan.FromSeconds(120));
        order.Simultaneous.ShouldBe(int.MaxValue);
        order.Priority.ShouldBe(ProcessPriorityClass.Normal);
        order.Server.ShouldBe("https://gateway");
        order.AcceptNewHostKeys.ShouldBeFalse();
    }

    [Fact]
    public void Computers_come_from_the_command_line_and_from_a_file() =>
        Read(["--computers", "list"]).Targets.Select(t => t.ToString()).ShouldBe(["admin@pc-1", "pc-2", "root@pc-3:2222"]);

    [Fact]
    public void The_key_may_come_from_the_environment_which_no_list_of_processes_shows() =>
        CommandLine.Parse(Least, Lines, "from-environment").Order!.EnrolmentKey.ShouldBe("from-environment");

    [Theory]
    [InlineData("--retry-window", "9", "10 to 9999")]
    [InlineData("--retry-window", "10000", "10 to 9999")]
    [InlineData("--retry-window", "soon", "10 to 9999")]
    [InlineData("--retry-interval", "0", "--retry-interval")]
    [InlineData("--simultaneous", "0", "--simultaneous")]
    [InlineData("--server", "ftp://gateway", "http")]
    [InlineData("--ca", "/not/there.pem", "cannot be read as certificates in PEM")]
    [InlineData("--install-folder", "/", "absolute path")]
    [InlineData("--install-folder", "here", "absolute path")]
    [InlineData("--enrolment-key", "a'; rm -rf /'", "quotes")]
    [InlineData("--data", "/a$(b)", "quotes")]
    [InlineData("--agent-setting", "NAME=$(reboot)", "quotes")]
    [InlineData("--agent-setting", "A B=1", "NAME=VALUE")]
    [InlineData("--priority", "urgent", "low, normal or high")]
    [InlineData("--start", "cron", "auto, systemd or background")]
    [InlineData("--to", "-oProxyCommand=x", "[user@]host[:port]")]
    [InlineData("--at", "soon", "--at")]
    [InlineData("--colour", "red", "'--colour' is not an option")]
    public void What_cannot_be_is_refused_with_the_reason(string option, string value, string reason) =>
        CommandLine.Parse([.. Least, option, value], Lines).Errors.ShouldContain(error => error.Contains(reason, StringComparison.Ordinal));

    [Theory]
    [InlineData("10", 10)]
    [InlineData("9999", 9999)]
    public void The_window_may_have_its_least_and_its_most(string minutes, int expected) =>
        Read(["--retry-window", minutes]).RetryWindow.ShouldBe(TimeSpan.FromMinutes(expected));

    [Fact]
    public void Every_error_is_told_at_once() =>
        CommandLine.Parse(["--retry-window", "1"], Lines).Errors.Count.ShouldBe(4);

    [Fact]
    public void Options_for_Windows_are_kept_for_the_report() =>
        Read(["--create-admin-share", "--start-remote-registry"]).NotApplicable.ShouldBe(["--create-admin-share", "--start-remote-registry"]);

    [Fact]
    public void A_file_that_is_missing_or_differs_over_there_is_told()
    {
        var (a, b) = (new string('a', 64), new string('b', 64));
        AgentFiles.Compare(
            new Dictionary<string, string> { ["one"] = a, ["sub/two words"] = b, ["three"] = a },
            $"{a}  ./one\n{a}  ./sub/two words\n")
            .ShouldBe([new("one", FileState.Copied), new("sub/two words", FileState.Different), new("three", FileState.Missing)]);
    }

    private static InstallationOrder Read(string[] further)
    {
        var (order, errors) = CommandLine.Parse([.. Least, .. further], Lines);
        errors.ShouldBeEmpty();
        return order!;
    }

    private static string[] Lines(string file) => ["# the second floor", "", "pc-2  # at the window", "root@pc-3:2222", "admin@pc-1"];
}

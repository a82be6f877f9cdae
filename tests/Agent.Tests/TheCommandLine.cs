using Distribution.Agent.Journals;

namespace Distribution.Agent.Tests;

public class TheCommandLine
{
    [Fact]
    public void Options_come_from_the_command_line_and_then_from_the_environment()
    {
        AgentOptions.TryParse(
            ["--server", "http://gateway:8080", "--name=pc-7"], name => name switch { "DISTRIBUTION_SERVER" => "http://other", "DISTRIBUTION_ENROLMENT_KEY" => "key", _ => null },
            out var options, out _).ShouldBeTrue();
        (options!.Server, options.Name, options.EnrolmentKey, options.Root).ShouldBe((new Uri("http://gateway:8080"), "pc-7", "key", null));
    }

    [Theory]
    [InlineData("--serve", "x", "is not an option")]
    [InlineData("--server", "gateway:8080", "must be an http or https address")]
    [InlineData("--name=x", "--data", "needs a value")]
    public void A_wrong_option_is_named(string first, string second, string fault)
    {
        AgentOptions.TryParse([first, second], _ => null, out _, out var said).ShouldBeFalse();
        said!.ShouldContain(fault);
    }

    [Fact]
    public void An_authority_that_would_check_nothing_is_refused()
    {
        using var folder = new TemporaryFolder("ca");
        var authority = LocalAuthority.In(folder.Path).CertificateFile;
        var empty = Path.Combine(folder.Path, "empty.pem");
        File.WriteAllText(empty, "no certificate\n");
        AgentOptions.TryParse(["--server", "https://gateway", "--ca", authority], _ => null, out var options, out _).ShouldBeTrue();
        options!.Authority.ShouldBe(authority);
        Fault("--server", "http://gateway", "--ca", authority).ShouldBe("--ca needs a --server with https, and that is 'http://gateway'.");
        Fault("--server", "https://gateway", "--ca", empty).ShouldContain("holds no certificate in PEM");
        Fault("--server", "https://gateway", "--ca", empty + "-not").ShouldContain("cannot be read as certificates in PEM");
    }

    [Fact]
    public async Task A_wrong_command_line_ends_with_64_and_a_broken_start_with_1()
    {
        using var folder = new TemporaryFolder("commandline");
        (await Program.Main([])).ShouldBe(64);
        (await Program.Main(["run", "--data", folder.Path])).ShouldBe(64);
        (await Program.Main(["run", "--data", folder.Path, "--server", "http://127.0.0.1:1"])).ShouldBe(1);
    }

    private static string Fault(params string[] arguments) =>
        AgentOptions.TryParse(arguments, _ => null, out _, out var fault) ? "" : fault!;

    [Fact]
    public void The_status_says_what_is_open_without_disturbing_the_agent()
    {
        using var folder = new TemporaryFolder("status");
        using var data = DataFolder.Open(folder.Path);
        using var journal = Journal.Open(data.Journal, TimeProvider.System);
        var task = Facts.Task();
        journal.Decide(_ => [task.Received(), task.Begun(1)]);
        using var console = new StringWriter();
        ShowStatus.Print(new AgentOptions(null, folder.Path, null, null, "pc"), console);
        console.ToString().ShouldContain("running");
        console.ToString().ShouldContain("not enrolled");
        console.ToString().ShouldContain("Office: action 1 of 2 (Run 1) since 2026-03-01 12:00:00Z");
    }

    [Fact]
    public void The_log_stays_within_its_bounds()
    {
        using var folder = new TemporaryFolder("log");
        var log = new AgentLog(folder.Path, TimeProvider.System);
        for (var i = 0; i < 100; i++)
            log.Write(new string('x', 150_000));
        Directory.GetFiles(folder.Path).Length.ShouldBe(6);
        Directory.GetFiles(folder.Path).Sum(file => new FileInfo(file).Length).ShouldBeLessThan(8 * 1024 * 1024);
    }
}

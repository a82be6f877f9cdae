using System.Text.Json;
using System.Text.Json.Nodes;

namespace Distribution.Gateway.Tests;

public sealed class ReportCommandTests : IAsyncLifetime
{
    private readonly SmallPlatform _platform = new();
    private GatewayBefore? _gateway;

    public async ValueTask InitializeAsync() => _gateway = await GatewayBefore.Services(_platform.Map);

    public async ValueTask DisposeAsync() => await _gateway!.DisposeAsync();

    [Fact]
    public async Task A_list_is_a_table_for_people_and_json_for_programs()
    {
        (await Run("reports", "agents")).Output.ShouldContain("2.0");
        JsonDocument.Parse((await Run("report", "agents", "--json")).Output).RootElement[0].GetProperty("computers").GetInt32().ShouldBe(7);
    }

    [Fact]
    public async Task Jobs_are_done_again_by_their_keys_from_the_report_itself()
    {
        var (failed, silent, well) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        _platform.Computers = [Job(failed, "Failed"), Job(silent, "TimedOut"), Job(well, "Succeeded")];
        var computer = $"{Guid.NewGuid()}";

        (await Run("report", "jobs", "--computer", computer)).Output.ShouldContain("TimedOut");
        (await Run("report", "jobs", "--computer", computer, "--again", "failed", "timedOut")).ShouldSucceed();
        _platform.Posted.Select(p => p.Path).ShouldBe([$"executions/{failed}", $"executions/{silent}"]);
        var nobodys = await Run("report", "jobs");
        nobodys.ExitCode.ShouldBe(1);
        nobodys.Error.ShouldContain("--group or --computer");
    }

    [Fact]
    public async Task A_list_is_taken_away_into_a_file_or_on_to_the_next_program()
    {
        using var folder = new TemporaryFolder("export");
        var (file, task) = (Path.Combine(folder.Path, "rows.csv"), Guid.NewGuid());
        (await Run("report", "export", "task-computers", "--of", $"{task}", "--output", file)).ShouldSucceed();
        (await File.ReadAllTextAsync(file)).ShouldBe($"task-computers,csv,{task}\r\n");
        (await Run("report", "export", "stand-by", "--format", "ndjson")).Output.ShouldBe("stand-by,ndjson,\r\n");
        (await Run("report", "export", "secrets")).ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("pack", "package")]
    [InlineData("report st", "stand-by")]
    [InlineData("report jobs --ag", "--again")]
    public async Task The_program_says_how_a_line_may_go_on(string line, string continued)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        await Cli.Program.RunAsync([$"[suggest:{line.Length}]", line], output, error);
        output.ToString().Split('\n', StringSplitOptions.TrimEntries).ShouldContain(continued, error.ToString());
    }

    [Theory]
    [InlineData("bash", "complete -F _distribution distribution")]
    [InlineData("zsh", "compdef _distribution distribution")]
    public async Task A_shell_is_given_what_lets_it_complete(string shell, string line) =>
        (await Run("completion", shell)).Output.ShouldContain(line);

    private static JsonObject Job(Guid execution, string state) => new()
    {
        ["executionId"] = execution, ["computerId"] = Guid.NewGuid(), ["computerName"] = "pc", ["taskName"] = "t", ["state"] = state,
        ["again"] = state == "Succeeded" ? null : $"/executions/{execution}/retry",
    };

    private Task<Terminal.Ran> Run(params string[] arguments) => Terminal.Run(_gateway!.Address, arguments);
}

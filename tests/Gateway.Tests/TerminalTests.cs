using System.Text.Json;
using System.Text.Json.Nodes;

namespace Distribution.Gateway.Tests;

public sealed class TerminalTests : IAsyncLifetime
{
    private readonly SmallPlatform _platform = new();
    private GatewayBefore? _gateway;
    private Uri? _server;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayBefore.Services(_platform.Map);
        _server = _gateway.Address;
    }

    public async ValueTask DisposeAsync() => await _gateway!.DisposeAsync();

    [Fact]
    public async Task A_registered_file_is_uploaded_once_and_described_by_what_it_is()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.deb");
        await File.WriteAllBytesAsync(file, new byte[300_000]);
        try
        {
            (await Run("package", "register", file, "--name", "htop", "--json")).ShouldSucceed();
            (await Run("package", "register", file, "--name", "htop again", "--kind", "Files", "--destination", "/srv/x")).ShouldSucceed();
        }
        finally
        {
            File.Delete(file);
        }

        _platform.Uploads.ShouldBe(1, "what the platform has is not sent again");
        _platform.Contents.Values.ShouldBe([300_000]);
        var posted = _platform.Posted.Select(p => p.Body).ToList();
        posted[0].GetProperty("kind").GetString().ShouldBe("Software");
        posted[0].GetProperty("contentSha256").GetString().ShouldBe(_platform.Contents.Keys.Single());
        posted[1].GetProperty("kind").GetString().ShouldBe("Files");
        posted[1].GetProperty("destinationFolder").GetString().ShouldBe("/srv/x");
    }

    [Fact]
    public async Task Every_page_of_a_list_is_shown_and_json_is_the_platforms_own()
    {
        _platform.Packages.AddRange(Enumerable.Range(1, 5).Select(i => SmallPlatform.Named($"package {i}")));

        var table = await Run("package", "list");
        table.ShouldSucceed();
        for (var i = 1; i <= 5; i++)
            table.Output.ShouldContain($"package {i}");
        table.Output.ShouldContain("2 KiB");
        JsonDocument.Parse((await Run("package", "list", "--json")).Output).RootElement.GetArrayLength().ShouldBe(5);
    }

    [Fact]
    public async Task A_task_is_created_of_what_each_package_is_and_where_it_goes_by_name()
    {
        _platform.Packages.AddRange([SmallPlatform.Named("other"), SmallPlatform.Named("third"), With("htop", "Software"), With("notes", "Files")]);
        _platform.Groups.Add(SmallPlatform.Named("Sales"));
        var computer = Guid.NewGuid();

        (await Run("task", "create", "--name", "Give both", "--package", "htop", "notes", "--group", "Sales", "--computer", $"{computer}")).ShouldSucceed();
        (await Run("task", "create", "--package", "htop", "--computer", $"{computer}", "--uninstall")).ShouldSucceed();

        var (first, second) = (_platform.Posted.First().Body, _platform.Posted.Last().Body);
        first.GetProperty("name").GetString().ShouldBe("Give both");
        first.GetProperty("actions").EnumerateArray().Select(a => a.GetProperty("kind").GetString()).ShouldBe(["Install", "DistributeFiles"]);
        first.GetProperty("actions")[0].GetProperty("packageId").GetGuid().ShouldBe(_platform.Packages[2]["id"]!.GetValue<Guid>());
        first.GetProperty("destinations").GetProperty("groupIds")[0].GetGuid().ShouldBe(_platform.Groups[0]["id"]!.GetValue<Guid>());
        first.GetProperty("destinations").GetProperty("computerIds")[0].GetGuid().ShouldBe(computer);
        second.GetProperty("actions")[0].GetProperty("kind").GetString().ShouldBe("Uninstall");
    }

    [Theory]
    [InlineData("Completed", 0, 0)]
    [InlineData("CompletedWithErrors", 1, 30)]
    [InlineData("Running", 0, 31)]
    [InlineData("Running", 1, 32)]
    public async Task The_exit_code_of_a_watch_tells_a_script_how_the_task_is(string state, int failed, int exitCode)
    {
        _platform.Reports.Enqueue(SmallPlatform.Report(state, failed));
        (await Run("task", "watch", $"{Guid.NewGuid()}", "--once")).ExitCode.ShouldBe(exitCode);
    }

    [Fact]
    public async Task A_watch_goes_on_until_the_task_is_over_and_tells_each_change_once()
    {
        _platform.Computers = [new JsonObject { ["computerId"] = Guid.NewGuid(), ["name"] = "pc-1", ["state"] = "Succeeded", ["progress"] = 100, ["attempt"] = 1 }];
        foreach (var state in new[] { "Running", "Running", "Running", "Completed" })
            _platform.Reports.Enqueue(SmallPlatform.Report(state));

        var watch = await Run("task", "watch", $"{Guid.NewGuid()}");
        watch.ShouldSucceed();
        watch.Output.Split('\n').Count(line => line.Contains("pc-1: Succeeded", StringComparison.Ordinal)).ShouldBe(1);
        watch.Output.ShouldContain("Give htop: Completed");
    }

    [Fact]
    public async Task What_is_retried_is_chosen_by_keys_and_failed_by_default()
    {
        (await Run("task", "retry", $"{Guid.NewGuid()}")).ShouldSucceed();
        _platform.Posted.Last().Body.GetProperty("keys").EnumerateArray().Select(k => k.GetString()).ShouldBe(["Failed"]);
        (await Run("task", "retry", $"{Guid.NewGuid()}", "--key", "timedOut", "skipped")).ShouldSucceed();
        _platform.Posted.Last().Body.GetProperty("keys").EnumerateArray().Select(k => k.GetString()).ShouldBe(["TimedOut", "Skipped"]);
        (await Run("task", "retry", $"{Guid.NewGuid()}", "--key", "succeeded")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_fields_and_a_hint()
    {
        var file = Path.GetTempFileName();
        var invalid = await Run("package", "register", file, "--name", "x", "--destination", "not/absolute");
        File.Delete(file);
        invalid.ExitCode.ShouldBe(1);
        invalid.Error.ShouldContain("destinationFolder: must be an absolute path");

        var inUse = await Run("package", "remove", $"{Guid.NewGuid()}");
        inUse.ExitCode.ShouldBe(1);
        inUse.Error.ShouldContain("in use by task 'Give htop'");

        var unknown = await Run("group", "members", "Nobody");
        unknown.ExitCode.ShouldBe(1);
        unknown.Error.ShouldContain("no ID group named 'Nobody'");

        _platform.Groups.AddRange([SmallPlatform.Named("Twice"), SmallPlatform.Named("Twice")]);
        (await Run("group", "members", "Twice")).Error.ShouldContain($"{_platform.Groups[0]["id"]!.GetValue<Guid>()}");
    }

    [Fact]
    public async Task A_platform_that_is_not_there_is_told_with_what_starts_it()
    {
        _server = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var nobody = await Run("package", "list");
        nobody.ExitCode.ShouldBe(1);
        nobody.Error.ShouldContain("./up starts it");
        nobody.Output.ShouldBeEmpty("a script reads this");
    }

    private static JsonObject With(string name, string kind)
    {
        var package = SmallPlatform.Named(name);
        package["kind"] = kind;
        return package;
    }

    private Task<Terminal.Ran> Run(params string[] arguments) => Terminal.Run(_server!, arguments);
}

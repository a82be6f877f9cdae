using System.Text.Json;

namespace Distribution.Gateway.Tests;

/// <summary>What an operator says to the terminal about tasks, as the gateway hears it.</summary>
public sealed class TaskCommandTests : IAsyncLifetime
{
    private readonly SmallPlatform _platform = new();
    private GatewayBefore? _gateway;

    public async ValueTask InitializeAsync() => _gateway = await GatewayBefore.Services(_platform.Map);

    public async ValueTask DisposeAsync() => await _gateway!.DisposeAsync();

    [Fact]
    public async Task A_task_may_recur_go_in_waves_and_to_what_a_saved_search_finds()
    {
        var htop = SmallPlatform.Named("htop");
        htop["kind"] = "Software";
        _platform.Packages.Add(htop);
        _platform.Searches.Add(SmallPlatform.Named("Debian"));
        (await Run(
            "task", "create", "--package", "htop", "--search", "Debian", "--cron", "0 0 3 ? * MON", "--time-zone", "Europe/Berlin",
            "--wave", "3", "5%", "100%", "--approval", "--halt-after", "2", "--confirmed", "60")).ShouldSucceed();
        var search = _platform.Searches[0]["id"]!.GetValue<Guid>();
        _platform.Posted.First().Path.ShouldBe($"searches/{search}/group");
        var body = _platform.Posted.Last().Body;
        body.GetProperty("destinations").GetProperty("savedSearchIds")[0].GetGuid().ShouldBe(search);
        (body.GetProperty("cron").GetString(), body.GetProperty("timeZone").GetString(), body.GetProperty("confirmedComputers").GetInt32())
            .ShouldBe(("0 0 3 ? * MON", "Europe/Berlin", 60));
        JsonSerializer.Serialize(body.GetProperty("rollout")).ShouldBe(
            """{"waves":[{"count":3,"approval":null},{"percent":5,"approval":true},{"percent":100,"approval":true}],"failureCount":2}""");

        var wrong = await Run("task", "create", "--package", "htop", "--computer", $"{Guid.NewGuid()}", "--wave", "many");
        (wrong.ExitCode, wrong.Error).ShouldSatisfyAllConditions(w => w.ExitCode.ShouldBe(1), w => w.Error.ShouldContain("'many' is no wave"));
    }

    [Fact]
    public async Task A_task_under_way_is_held_let_go_stopped_and_its_waves_are_shown_and_approved()
    {
        foreach (var verb in new[] { "pause", "resume", "stop" })
        {
            (await Run("task", verb, $"{Guid.NewGuid()}", "--reason", "Smoke.")).ShouldSucceed();
            var (path, body) = _platform.Posted.Last();
            (path, body.GetProperty("reason").GetString()).ShouldBe((verb, "Smoke."));
        }

        (await Run("task", "approve", $"{Guid.NewGuid()}", "2")).ShouldSucceed();
        _platform.Posted.Last().Path.ShouldBe("waves/2/approve");
        var waves = await Run("task", "waves", $"{Guid.NewGuid()}");
        waves.ShouldSucceed();
        waves.Output.ShouldContain("57");
    }

    private Task<Terminal.Ran> Run(params string[] arguments) => Terminal.Run(_gateway!.Address, arguments);
}

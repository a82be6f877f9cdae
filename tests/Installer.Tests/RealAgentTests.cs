using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Distribution.Installer.Tests;

/// <summary>Phase one to its end: the real agent over real SSH, and the real service that it enrols with.</summary>
public sealed class RealAgentTests(PrivateSshd computer) : IClassFixture<PrivateSshd>
{
    [Fact]
    public async Task A_computer_that_gets_the_agent_enrols_itself()
    {
        await using var service = await ServiceUnderTest.StartAsync(IdGroupPolicy.Program.Build);
        await using var gateway = await ServiceUnderTest.StartAsync(
            Proxy.Program.Build, ("Services:IdGroupPolicy", service.Address.ToString()), ("RabbitMq:Uri", "none"));
        using var answer = await service.Client.PostAsJsonAsync(new Uri("/enrolment-keys", UriKind.Relative), new { usesAllowed = 1 });
        var key = (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["key"]!;
        using var agent = new PretendedAgent(computer.Folder, Launcher());
        Publish(agent.Published);
        var order = agent.OrderFor(computer) with { Server = gateway.Address.ToString().TrimEnd('/'), EnrolmentKey = key };

        var report = (await Program.InstallAsync(order, _ => { }, TimeProvider.System, TestContext.Current.CancellationToken)).Single();

        report.Reason.ShouldBeNull();
        await Eventually.Holds(() => NamesAsync(service.Client), names => names.Contains("pc one"), "the computer is enrolled");
    }

    // The test's own folder holds the agent among much else; its list of dependencies tells it apart.
    private static void Publish(string folder)
    {
        var needed = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "distribution-agent.deps.json"));
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory).Where(file => Path.GetExtension(file) is ".dll" or ".json"))
        {
            var name = Path.GetFileName(file);
            if (name.StartsWith("distribution-agent.", StringComparison.Ordinal) || needed.Contains($"{name}\"", StringComparison.Ordinal))
                File.Copy(file, Path.Combine(folder, name));
        }
    }

    // A published agent brings its own runtime; here it borrows that of the tests.
    private static string Launcher()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return $"exec '{Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "dotnet"))}' \"$(dirname \"$0\")/distribution-agent.dll\" \"$@\"";
    }

    private static async Task<string> NamesAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonObject>(new Uri("/computers", UriKind.Relative)))!["items"]!.ToJsonString();
}

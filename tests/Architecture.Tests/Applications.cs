using Distribution.Testing.Platform;
using Microsoft.AspNetCore.Builder;

namespace Distribution.Architecture.Tests;

/// <summary>All programs that answer HTTP, built and not started: what they offer can be read without any server.</summary>
internal sealed class Applications : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new("applications");

    public Applications()
    {
        string[] settings =
        [
            "--ConnectionStrings:Database=Host=127.0.0.1;Database=none", "--RabbitMq:Uri=amqp://127.0.0.1/none", $"--Content:Folder={_folder.Path}", $"--Content:LinkKeys={ServiceUnderTest.LinkKey}",
            $"--Gateway:CallerKeys={SignedCallers.Key}",
            "--Services:Packages=http://packages", "--Services:TaskScheduling=http://task-scheduling",
            "--Services:IdGroupPolicy=http://id-group-policy", "--Services:Reporting=http://reporting", "--Logging:LogLevel:Default=None",
        ];
        All =
        [
            ("packages", Packages.Program.Build(settings)), ("task-scheduling", TaskScheduling.Program.Build([.. settings, .. Signing("task-scheduling")])),
            ("id-group-policy", IdGroupPolicy.Program.Build([.. settings, .. Signing("id-group-policy")])), ("reporting", Reporting.Program.Build(settings)), ("gateway", Proxy.Program.Build(settings)),
        ];
    }

    private static IEnumerable<string> Signing(string service) =>
        LocalKeys.OfThisProcess.SettingsOf(service).Select(setting => $"--{setting.Name}={setting.Value}");

    public IReadOnlyList<(string Name, WebApplication Built)> All { get; }

    public async ValueTask DisposeAsync()
    {
        // Together at the end: a library that logs through a static field would meet the first one's end in the second.
        foreach (var (_, built) in All)
            await built.DisposeAsync();
        _folder.Dispose();
    }
}

using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;

namespace Distribution.Cli.Reports;

/// <summary>Has the reports' tables built anew from the services' logs; the old ones are read until the new ones are whole.</summary>
internal static class RebuildReports
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    public static Command Command(Shell shell) => shell.Run(
        new("rebuild", "Build what the reports are made of anew from every service's log, while the reports stay readable."), async (session, cancel) =>
        {
            var id = Guid.CreateVersion7();
            var begun = await session.Gateway.Put($"reports/rebuilds/{id}", null, cancel);
            foreach (var service in begun.Items("expected"))
            {
                using var body = JsonContent.Create(new { Queue = begun.Text("queue") }, options: JsonSerializerOptions.Web);
                await session.Gateway.Put($"retellings/{service.GetString()}/{id}", body, cancel);
            }

            while (true)
            {
                var rebuild = await session.Gateway.Get($"reports/rebuilds/{id}", cancel);
                if (rebuild.Text("outcome") == "Completed")
                    return session.Answer(rebuild, $"The reports were built anew.");
                if (rebuild.Text("outcome").Length > 0)
                    throw new GatewayException("Another rebuild has taken this one's place.");
                await Task.Delay(_pause, cancel);
            }
        });
}

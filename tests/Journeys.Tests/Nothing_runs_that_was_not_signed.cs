using System.Text;
using Distribution.Contracts;
using RabbitMQ.Client;

namespace Distribution.Journeys.Tests;

/// <summary>Somebody has the broker, or the folder with the content, and none of the platform's keys.</summary>
[Collection(StreetCollection.Name)]
public sealed class Nothing_runs_that_was_not_signed(WholeStreet whole, ITestOutputHelper output) : Journey(whole, output)
{
    [Fact]
    public async Task A_captured_broker_can_make_a_computer_run_nothing_and_is_seen()
    {
        var (group, software, task) = (await GroupOf("a"), await Software("tool"), Guid.Empty);
        var (computer, id) = (group.Computers[0], group.Ids.Values.Single());
        var evil = Path.Combine(computer.Root, "evil");
        await Step("whoever has the broker tells the computer to do something", () => AtBroker(channel => channel.BasicPublishAsync(
            AgentQueue.Exchange, AgentQueue.RoutingKey(id), mandatory: true,
            new BasicProperties { Type = "urn:message:Distribution.Contracts.TaskScheduling.V1:ExecuteTask", Persistent = true },
            Encoding.UTF8.GetBytes($$"""
                {"executionId":"{{Guid.NewGuid()}}","taskId":"{{Guid.NewGuid()}}","computerId":"{{id}}","attempt":1,"taskName":"evil","stopOnFirstError":true,
                 "actions":[{"number":1,"kind":"Run","name":"evil","command":"/bin/touch {{evil}}","timeLimitSeconds":60}]}
                """)).AsTask()));
        await Step("the operator sees it in the computer's history", () => Eventually.Holds(
            () => Api.ListAsync($"reports/computers/{id}/history"),
            lines => lines.Any(line => (string?)line["what"] == "SecurityFindingReported" && (string?)line["detail"] is { } detail && detail.Contains("not signed", StringComparison.Ordinal)),
            "the finding is in the computer's history"));
        await Step("he alters a true instruction on its way", async () =>
        {
            await computer.TurnOffAsync();
            task = await Api.CreateTaskAsync($"{Unique} task", [software.PackageId], groupIds: [group.Id]);
            await Eventually.Holds(Street.QueuesAsync, queues => queues[AgentQueue.NameFor(id)] == 1, "the instruction waits");
            await AtBroker(async channel =>
            {
                var taken = (await channel.BasicGetAsync(AgentQueue.NameFor(id), autoAck: true))!;
                var altered = Encoding.UTF8.GetString(taken.Body.Span).Replace(
                    "\"actions\":[", $$"""
                    "actions":[{"number":9,"kind":"Run","name":"evil","command":"/bin/touch {{evil}}","timeLimitSeconds":60},
                    """, StringComparison.Ordinal);
                altered.ShouldContain(evil);
                await channel.BasicPublishAsync(
                    AgentQueue.Exchange, AgentQueue.RoutingKey(id), mandatory: true, new BasicProperties(taken.BasicProperties), Encoding.UTF8.GetBytes(altered));
            });
            computer.TurnOn();
            (await All(task, 1, "Failed"))[0].Reason.ShouldNotBeNull().ShouldContain("was altered");
        });
        await Step("the report has a class of error of its own for it", () => Eventually.Holds(
            async () => (await Api.ReportedAsync(task)).Select(row => (string?)row["error"]).SingleOrDefault(),
            error => error == "Untrusted", "the report says Untrusted"));
        await Step("the operator has it done again, and it is done as he said", async () =>
        {
            await Api.PostAsync($"tasks/{task}/retry", new { });
            await All(task, 1, "Succeeded");
            await IsInstalled(computer, software);
            File.Exists(evil).ShouldBeFalse();
        });
        await Step("nothing was lost", () => NothingWasLost(task, 1));
    }

    [Fact]
    public async Task A_swapped_content_store_can_bring_no_other_bytes()
    {
        var (group, software, task) = (await GroupOf("a"), await Software("tool"), Guid.Empty);
        var computer = group.Computers[0];
        var sha256 = (string)(await Api.GetAsync($"packages/{software.PackageId}"))["contentSha256"]!;
        var file = Directory.GetFiles(Path.Combine(Street.Logs, "..", "content"), sha256, SearchOption.AllDirectories).Single();
        var true_ = await File.ReadAllBytesAsync(file);
        await Step("other bytes lie under the content's name", async () =>
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            await File.WriteAllBytesAsync(file, new byte[true_.Length]);
        });
        await Step("the computer does not install them, and says so", async () =>
        {
            task = await Api.CreateTaskAsync($"{Unique} task", [software.PackageId], groupIds: [group.Id]);
            await All(task, 1, "Failed");
            (await SamplePackages.InstalledVersionAsync(computer.Root, software.Name)).ShouldBeNull();
        });
        await Step("with the true bytes there again, it is done", async () =>
        {
            await File.WriteAllBytesAsync(file, true_);
            await Api.PostAsync($"tasks/{task}/retry", new { });
            await All(task, 1, "Succeeded");
            await IsInstalled(computer, software);
        });
        await Step("nothing was lost", () => NothingWasLost(task, 1));
    }

    private async Task AtBroker(Func<IChannel, Task> act)
    {
        await using var connection = await new ConnectionFactory { Uri = Street.BrokerUri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await act(channel);
    }
}

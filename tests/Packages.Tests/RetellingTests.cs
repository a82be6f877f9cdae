using System.Net.Http.Json;
using System.Text.Json;
using Distribution.ServiceDefaults;
using RabbitMQ.Client;

namespace Distribution.Packages.Tests;

public sealed class RetellingTests(PackagesService packages)
{
    [Fact]
    public async Task The_whole_log_is_told_once_more_into_one_queue_and_its_end_after_it()
    {
        var one = await packages.Register("told twice");
        (await packages.Patch(one.Id, new { description = "edited" })).EnsureSuccessStatusCode();
        var queue = $"history.listener.{Guid.NewGuid()}";
        await using var connection = await new ConnectionFactory { Uri = packages.Service.BrokerUri }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await DeliveredBatches.DeclareQueueAsync(channel, queue, CancellationToken.None);

        // What was published last may lie behind the publisher's place for a moment: it is told as ever, and so asked for again.
        var told = await Eventually.Holds(() => Ask(channel, queue), heard => heard.Count(IsOfIt) == 2, "both events are told");
        told.Where(IsOfIt).Select(m => m.Type).ShouldBe(
            ["urn:message:Distribution.Contracts.Packages.V1:PackageRegistered", "urn:message:Distribution.Contracts.Packages.V1:PackageEdited"]);
        told.Select(m => m.Id).ShouldBeUnique();
        told.ShouldAllBe(m => m.App == "packages");

        // The audit of the same requests names it too.
        bool IsOfIt((Guid Id, string Type, string App, string Body) m) =>
            m.Type.Contains("Contracts.Packages", StringComparison.Ordinal) && m.Body.Contains($"{one.Id}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("agent.c0ffee00-0000-0000-0000-000000000000")]
    [InlineData("packages-tasks-in-use")]
    public async Task No_other_queue_can_be_written_to_by_this_way(string queue)
    {
        using var answer = await packages.Client.PutAsJsonAsync($"/retellings/packages/{Guid.NewGuid()}", new { queue });
        ((int)answer.StatusCode).ShouldBe(400);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty("queue", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_history_whose_queue_is_gone_is_given_up()
    {
        var id = Guid.NewGuid();
        (await packages.Client.PutAsJsonAsync($"/retellings/packages/{id}", new { queue = $"history.nobody.{id}" })).EnsureSuccessStatusCode();
        await Eventually.Holds(
            async () => await packages.Client.GetFromJsonAsync<JsonElement>($"/retellings/packages/{id}"),
            told => told.GetProperty("fault").GetString() is not null, "it is given up");
    }

    private async Task<List<(Guid Id, string Type, string App, string Body)>> Ask(IChannel channel, string queue)
    {
        var heard = new List<(Guid, string, string, string)>();
        (await packages.Client.PutAsJsonAsync($"/retellings/packages/{Guid.NewGuid()}", new { queue })).EnsureSuccessStatusCode();
        while (true)
        {
            var next = await Eventually.Holds(() => channel.BasicGetAsync(queue, autoAck: true), got => got is not null, "the next message comes");
            if (next!.BasicProperties.Type == "history-told")
                return heard;
            heard.Add((Guid.Parse(next.BasicProperties.MessageId!), next.BasicProperties.Type!, next.BasicProperties.AppId!, System.Text.Encoding.UTF8.GetString(next.Body.Span)));
        }
    }
}

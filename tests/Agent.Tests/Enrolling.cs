using Distribution.Agent.Connections;

namespace Distribution.Agent.Tests;

public sealed class Enrolling
{
    [Fact]
    public async Task An_agent_that_ends_before_it_has_its_answer_asks_for_the_same_identity_again()
    {
        using var folder = new TemporaryFolder("enrolling");
        await using var gateway = await PlayedGateway.StartAsync();
        using var http = new HttpClient();
        for (var start = 1; start <= 2; start++)
        {
            using var stop = new CancellationTokenSource();
            var enrolling = new EnrolComputer(http, new(new Random(1)), TimeProvider.System, new AgentLog(null, TimeProvider.System))
                .Enrol(gateway.Address, "the key", "pc", Path.Combine(folder.Path, "identity.json"), Path.Combine(folder.Path, "wish.json"), stop.Token);
            var asked = start;
            await Eventually.Holds(() => Task.FromResult(gateway.Enrolments.Count), count => count >= asked, "the agent asks to be enrolled");
            await stop.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => enrolling);
        }

        var wishes = gateway.Enrolments.Select(asked => (asked.GetProperty("computerId").GetGuid(), asked.GetProperty("secret").GetString())).Distinct();
        wishes.ShouldHaveSingleItem().Item2!.Length.ShouldBe(64);
    }
}

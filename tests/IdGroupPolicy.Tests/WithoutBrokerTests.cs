using System.Net;

namespace Distribution.IdGroupPolicy.Tests;

public sealed class WithoutBrokerTests
{
    [Fact]
    public async Task While_the_broker_is_away_nobody_gets_an_identity_without_a_queue_and_everybody_is_told_to_come_back()
    {
        await using var service = await ServiceUnderTest.StartAsync(Program.Build, ("RabbitMq:Uri", $"amqp://nobody:nothing@127.0.0.1:{FreePort.Next()}/"));
        var key = await service.Client.KeyAsync();

        using var answer = await service.Client.TryEnrolAsync(new { key, name = "early", operatingSystem = "linux", architecture = "x64" });

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await service.Client.SendAsync(HttpMethod.Get, "/computers"))["items"]!.AsArray().ShouldBeEmpty();
    }
}

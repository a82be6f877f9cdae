using Distribution.Agent.Connections;

namespace Distribution.Agent.Tests;

public sealed class RotatingTheSecret : IDisposable
{
    private readonly TemporaryFolder folder = new("rotation");
    private readonly HttpClient http = new();
    private readonly Identity identity = new(Guid.CreateVersion7(), "the first", new("amqp://nowhere", "user", "queue"), DateTimeOffset.UtcNow.AddDays(-31));

    private string Path => System.IO.Path.Combine(folder.Path, "identity.json");

    private string Wish => System.IO.Path.Combine(folder.Path, "wish");

    [Fact]
    public async Task An_old_secret_is_replaced_on_the_disk_once_the_server_has_agreed()
    {
        await using var gateway = await PlayedGateway.StartAsync();
        gateway.Identity = new(identity.ComputerId, identity.Secret, identity.Broker);
        var secret = await RotatedAsync(gateway);

        secret.Length.ShouldBe(64);
        var asked = gateway.Rotations.ShouldHaveSingleItem();
        (asked.GetProperty("secret").GetString(), asked.GetProperty("newSecret").GetString()).ShouldBe(("the first", secret));
        File.Exists(Wish).ShouldBeFalse();
    }

    [Fact]
    public async Task One_that_was_cut_short_asks_again_for_the_very_same_secret()
    {
        var wish = new string('7', 64);
        await File.WriteAllTextAsync(Wish, wish);
        await using var gateway = await PlayedGateway.StartAsync();
        gateway.Identity = new(identity.ComputerId, identity.Secret, identity.Broker);

        (await RotatedAsync(gateway)).ShouldBe(wish);
    }

    [Fact]
    public async Task A_young_secret_is_replaced_when_the_server_orders_it_and_not_before()
    {
        await using var gateway = await PlayedGateway.StartAsync();
        gateway.Identity = new(identity.ComputerId, identity.Secret, identity.Broker);
        var current = new CurrentIdentity(identity with { SecretSince = DateTimeOffset.UtcNow }, Path);
        using var stop = new CancellationTokenSource();
        var running = Rotation(gateway, current).Run(stop.Token);
        gateway.Rotations.ShouldBeEmpty();

        current.OrderSecret();
        await Eventually.Holds(() => Task.FromResult(current.Value.Secret), secret => secret != "the first", "there is another secret");

        await stop.CancelAsync();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
        gateway.Rotations.ShouldHaveSingleItem();
    }

    [Fact]
    public void An_order_outlives_a_restart()
    {
        new CurrentIdentity(identity, Path).OrderSecret();
        Identity.Read(Path)!.SecretSince.ShouldBeNull();
    }

    [Fact]
    public async Task A_server_that_refuses_leaves_the_present_secret_and_the_wish_for_later()
    {
        await using var gateway = await PlayedGateway.StartAsync();
        using var stop = new CancellationTokenSource();
        var current = new CurrentIdentity(identity, Path);
        var running = Rotation(gateway, current).Run(stop.Token);
        await Eventually.Holds(() => Task.FromResult(gateway.Rotations.Count), count => count == 1, "the server is asked");
        await stop.CancelAsync();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);

        current.Value.Secret.ShouldBe("the first");
        File.Exists(Wish).ShouldBeTrue();
    }

    public void Dispose()
    {
        http.Dispose();
        folder.Dispose();
    }

    private async Task<string> RotatedAsync(PlayedGateway gateway)
    {
        using var stop = new CancellationTokenSource();
        identity.Write(Path);
        var current = new CurrentIdentity(identity, Path);
        var running = Rotation(gateway, current).Run(stop.Token);
        await Eventually.Holds(() => Task.FromResult(File.Exists(Wish) ? "the first" : current.Value.Secret), secret => secret != "the first", "there is another secret");
        await stop.CancelAsync();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
        Identity.Read(Path)!.Secret.ShouldBe(current.Value.Secret);
        return current.Value.Secret;
    }

    private RotateSecret Rotation(PlayedGateway gateway, CurrentIdentity current) =>
        new(http, gateway.Address, current, Wish, TimeProvider.System, new AgentLog(null, TimeProvider.System, TextWriter.Null));
}

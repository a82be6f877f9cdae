using Distribution.EventStore;
using Distribution.Proxy.Access.OpenIdConnect;
using Distribution.Proxy.Access.Sessions;
using Distribution.Proxy.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Distribution.Gateway.Tests.Access;

public sealed class SweepTests
{
    [Fact]
    public async Task What_nobody_signed_out_of_or_came_back_from_is_forgotten_however_much_it_is()
    {
        await using var gateway = await GatewayBefore.Services(null);
        // In the past: what other gateways of this database hold at the moment stays.
        var before = DateTimeOffset.UtcNow.AddDays(-2);
        await using (var scope = gateway.Gateway.CreateAsyncScope())
        {
            var session = scope.ServiceProvider.GetRequiredService<IDocumentSession>();
            var living = Guid.CreateVersion7(before);
            session.Events.StartStream<Session>(living, new SessionBegun(living, null, "sweep", "sweep", new Grant([], null), Secret.Sha256("x"), null, before, before.AddHours(12)));
            foreach (var _ in Enumerable.Range(0, 501))
            {
                session.Store(new SessionUse(Guid.CreateVersion7(before), before));
                session.Store(new SignInUnderWay($"sweep {Guid.NewGuid()}", "x", "x", "x", before));
            }

            await session.SaveChangesAsync();
        }

        using var sweep = new SweepSessions(gateway.Gateway.GetRequiredService<IServiceScopeFactory>(), new AccessSettings(), TimeProvider.System, NullLogger<SweepSessions>.Instance);
        var turns = 0;
        while (await sweep.SweepAsync(default))
            turns++;
        turns.ShouldBe(1, "one was full");
        await using var after = gateway.Gateway.CreateAsyncScope();
        var left = after.ServiceProvider.GetRequiredService<IDocumentSession>();
        (await left.QueryAsync<SessionUse>("where id < ?", default, Guid.CreateVersion7(before.AddDays(1)))).ShouldBeEmpty();
        (await left.QueryAsync<Session>("where data ->> 'CallerId' = 'sweep'", default)).ShouldBeEmpty();
        (await left.QueryAsync<SignInUnderWay>("where id like 'sweep %'", default)).ShouldBeEmpty();
    }
}

using System.Diagnostics;
using Distribution.Agent.Inventory;
using Distribution.Agent.Journals;
using Distribution.Agent.Protocol;
using Distribution.Agent.Trust;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Distribution.Agent.Connections;

/// <summary>One session after another, for as long as the agent lives; a broker that is down or refuses costs nothing but waiting.</summary>
/// <param name="enrolAgain">Gets the computer a queue again.</param>
/// <param name="authority">Whom the broker's certificate must be from; null is whom the system trusts.</param>
/// <param name="reached">Called when the server's broker has the computer's word that it is there.</param>
internal sealed class StayConnected(
    CurrentIdentity current, PinnedAuthority? authority, Gate gate, Func<CancellationToken, Task> enrolAgain, Journal journal, InventoryOutbox inventory, Action reached, BackOff backOff, TimeProvider clock, AgentLog log,
    TimeSpan? signsOfLife = null)
{
    private readonly SelfPresentation self = new(clock);

    // A connection that is lost again at once counts as a failed try, or a broker that is starting would be stormed.
    private static readonly TimeSpan proven = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan usualSignsOfLife = TimeSpan.FromMinutes(10);

    public async Task Run(CancellationToken ct)
    {
        while (true)
        {
            var lasted = Stopwatch.StartNew();
            try
            {
                var identity = current.Value;
                await new BrokerSession(identity, authority, gate, current.OrderSecret, self, signsOfLife ?? usualSignsOfLife, journal, inventory, reached, clock, log).Run(() => log.Write($"Connected to {identity.Broker.Address}."), ct);
            }
            catch (Exception problem) when (!ct.IsCancellationRequested)
            {
                if (lasted.Elapsed > proven)
                    backOff.Reset();
                var wait = backOff.Next();
                log.Write($"Not connected, next try in {wait.TotalSeconds:0.0} s: {Failure.Reason(problem)}");
                await Task.Delay(wait, clock, ct);
                // A server that has got TLS since has told its computers nothing of the broker's new address.
                if (problem is PlainBrokerException)
                    await enrolAgain(ct);
                // A broker that came back from an old backup knows neither the queue nor what was in it; only the server can make one.
                if (problem is OperationInterruptedException { ShutdownReason.ReplyCode: Constants.NotFound })
                    await enrolAgain(ct);
            }
        }
    }
}

using System.Text;
using System.Text.Json;
using Distribution.Agent.Connections;
using Distribution.Agent.Decisions;
using Distribution.Agent.Journals;
using Distribution.Agent.Trust;
using Distribution.Contracts.Rules.Trust;
using Distribution.Contracts.TaskScheduling.V1;
using RabbitMQ.Client;
using static Distribution.Agent.Tests.Facts;

namespace Distribution.Agent.Tests.Trust;

/// <summary>What an agent does with a message that it does not obey, without a broker.</summary>
public sealed class AtTheGate : IDisposable
{
    private const string Execute = "urn:message:Distribution.Contracts.TaskScheduling.V1:ExecuteTask";

    private readonly TemporaryFolder folder = new("gate");
    private readonly Ceremony ceremony = new(expires: Noon.AddDays(300));
    private readonly PinnedTrust trust;

    public AtTheGate()
    {
        trust = new(Path.Combine(folder.Path, "trust"));
        trust.Take(ceremony.Chain).ShouldBeNull();
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_old_date_of_the_gateway_keeps_neither_a_signature_nor_a_root_alive()
    {
        var now = Noon;
        var clock = new ServerClock(new At(() => now), new(null, TimeProvider.System, TextWriter.Null));
        var judge = new JudgeMessage(trust, _ => System.Threading.Tasks.Task.FromResult(true), () => clock.Latest);
        var old = Signed(ceremony.Tasks, Noon);
        (await Judge(judge, old)).ShouldBe(MessageTrust.Trusted);
        now = Noon.AddDays(200);
        clock.Learn(Noon);
        clock.GetUtcNow().ShouldBe(Noon);
        (await Judge(judge, old)).ShouldBe(MessageTrust.Expired);
        now = Noon.AddDays(310);
        clock.Learn(Noon);
        (await Judge(judge, Signed(ceremony.Tasks, now))).ShouldBe(MessageTrust.RootExpired);
        now = DateTimeOffset.UnixEpoch;
        clock.Learn(Noon.AddDays(200));
        (await Judge(judge, old)).ShouldBe(MessageTrust.Expired, "and a computer that believes in 1970 goes by the server's");
    }

    [Fact]
    public async Task What_a_later_root_may_allow_stays_in_the_queue_while_nobody_can_be_asked_for_it()
    {
        var (now, isThere) = (Noon, false);
        var judge = new JudgeMessage(trust, _ => System.Threading.Tasks.Task.FromResult(isThere), () => now);
        using var stranger = SigningKey.Create();
        var late = Noon.AddDays(300);
        foreach (var (message, at, trusted) in new[]
        {
            (Signed(stranger, Noon), Noon, MessageTrust.UnknownKey),
            (Signed(ceremony.Computers, Noon), Noon, MessageTrust.WrongRole),
            (Signed(ceremony.Tasks, late), late, MessageTrust.RootExpired),
        })
        {
            now = at;
            isThere = false;
            await Should.ThrowAsync<IOException>(() => Judge(judge, message));
            isThere = true;
            (await Judge(judge, message)).ShouldBe(trusted);
        }
    }

    [Fact]
    public async Task A_thousand_forgeries_leave_twenty_traces_on_the_disk_and_true_work_runs_after_them()
    {
        var path = Path.Combine(folder.Path, "journal");
        using var journal = Journal.Open(path, TimeProvider.System);
        var findings = new Findings(new At(() => Noon));
        var gate = new Gate(new(trust, _ => System.Threading.Tasks.Task.FromResult(true), () => Noon), trust, (kind, detail) => findings.Tell(journal, kind, detail));
        using var stranger = SigningKey.Create();
        for (var i = 0; i < 1_000; i++)
            await Receive(gate, journal, stranger, Task());
        journal.State.Known.Count.ShouldBe(20);
        journal.State.Reports.Count.ShouldBe(40, "a finding and a refusal each");
        new FileInfo(path).Length.ShouldBeLessThan(64 * 1024);

        var work = Task();
        await Receive(gate, journal, ceremony.Tasks, work);
        journal.State.Open.ShouldHaveSingleItem().Id.ShouldBe(work.Id());

        // What the platform itself signed is answered however many there are.
        var expired = Task();
        await Receive(gate, journal, ceremony.Tasks, expired, Noon.AddDays(-200));
        journal.State.Knows(expired.Id()).ShouldBeTrue();
    }

    private static async Task Receive(Gate gate, Journal journal, SigningKey by, ExecuteTask task, DateTimeOffset? at = null)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(task, AgentJson.Default.ExecuteTask);
        var admitted = await gate.Admit(Me, new BasicProperties { Type = Execute, Headers = Signed(by, at ?? Noon, body) }, body, default);
        journal.Decide(state => ReceiveInstruction.Decide(state, admitted.Instruction, Me, Request, Noon));
    }

    private static async Task<MessageTrust> Judge(JudgeMessage judge, IDictionary<string, object?> headers) =>
        (await judge.Judge(Me, Execute, headers, ReadOnlyMemory<byte>.Empty, default)).Trust;

    private static Dictionary<string, object?> Signed(SigningKey by, DateTimeOffset at, byte[]? body = null) =>
        MessageSignature.Of(by, Me, Execute, at, body ?? []).Headers.ToDictionary(h => h.Key, h => (object?)Encoding.UTF8.GetBytes((string)h.Value!));

    private sealed class At(Func<DateTimeOffset> now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now();
    }
}

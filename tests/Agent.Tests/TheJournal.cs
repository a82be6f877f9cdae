using System.Text.Json;
using Distribution.Agent.Journals;
using Distribution.Contracts.TaskScheduling.V1;
using static Distribution.Agent.Tests.Facts;

namespace Distribution.Agent.Tests;

public sealed class TheJournal : IDisposable
{
    private readonly TemporaryFolder folder = new("journal");

    private string Path => System.IO.Path.Combine(folder.Path, "journal");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_decided_is_there_after_a_restart()
    {
        var task = Task();
        Written(task.Received(), task.Begun(1), task.Ended(1));
        var state = Reopened();
        state.Open.Single().Ended.Single().ShouldBe(task.Ended(1));
        state.Reports.Count.ShouldBe(3);
    }

    [Fact]
    public void Cut_off_at_any_byte_it_opens_with_every_whole_record_and_goes_on()
    {
        var whole = Written(Story());
        var ends = Ends(whole);
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            using (var journal = Journal.Open(Path, TimeProvider.System))
            {
                journal.WasDamaged.ShouldBeFalse();
                AsJson(journal.State).ShouldBe(AsJson(State([.. Story().Take(ends.Count(end => end <= length))])), $"cut at {length}");
                // A flush to disk for each of a thousand lengths would take a minute on a busy machine.
                if (length % 37 == 0)
                    journal.Decide(_ => [new CancelReceived(Id(7), Noon)]);
            }
            Frames.Scan(File.ReadAllBytes(Path)).Damaged.ShouldBeFalse($"cut at {length}");
        }
    }

    [Fact]
    public void Zeros_or_rubbish_after_a_power_loss_are_cut_off()
    {
        var whole = Written(Story());
        foreach (var tail in new[] { new byte[4096], [.. Enumerable.Repeat((byte)0xFF, 999)], [5, 0, 0, 0, 1, 2] })
        {
            File.WriteAllBytes(Path, [.. whole, .. tail]);
            AsJson(Reopened()).ShouldBe(AsJson(State(Story())));
            new FileInfo(Path).Length.ShouldBe(whole.Length);
        }
    }

    [Fact]
    public void With_a_byte_before_the_last_record_changed_it_opens_and_runs_nothing_that_may_have_begun()
    {
        var whole = Written(Story());
        var ends = Ends(whole);
        for (var position = 0; position < ends[^2]; position += 5)
        {
            var bytes = whole.ToArray();
            bytes[position] ^= (byte)(1 << (position % 8));
            File.WriteAllBytes(Path, bytes);
            using var journal = Journal.Open(Path, TimeProvider.System);
            journal.WasDamaged.ShouldBeTrue($"byte {position}");
            Decisions.NextRun.Of(journal.State, Noon).ShouldBeOfType<Decisions.Rest>($"byte {position}");
        }
    }

    [Fact]
    public void It_is_compacted_and_says_the_same_afterwards()
    {
        var expected = State();
        using (var journal = Journal.Open(Path, TimeProvider.System))
        {
            for (var i = 0; i < 60; i++)
            {
                var tasks = Enumerable.Range(0, 10).Select(_ => Task()).ToList();
                journal.Decide(_ => tasks.SelectMany(task => new JournalRecord[] { task.Received(), task.Begun(1), task.Ended(1) }));
                journal.Decide(state => tasks.Skip(i % 10 == 0 ? 1 : 0).Select(task => new ExecutionDone(task.Id(), ExecutionState.Succeeded, null, Noon)));
                journal.Decide(state => state.Reports.Skip(5).Select(report => new ReportConfirmed(report.Id)));
                expected = journal.State;
            }
        }
        new FileInfo(Path).Length.ShouldBeLessThan(600_000);
        AsJson(Reopened()).ShouldBe(AsJson(expected));
        expected.Known.Count.ShouldBe(600);
        expected.Open.Count.ShouldBe(6);
    }

    [Fact]
    public void A_compaction_that_a_power_loss_cut_off_leaves_the_old_journal()
    {
        Written(Story());
        File.WriteAllBytes(Path + ".new", [1, 2, 3]);
        AsJson(Reopened()).ShouldBe(AsJson(State(Story())));
        File.Exists(Path + ".new").ShouldBeFalse();
    }

    [Fact]
    public void Nothing_is_decided_on_a_full_disk_and_all_goes_on_when_there_is_room_again()
    {
        using var disk = new SmallDisk(folder.Path, 64 * 1024);
        using var journal = Journal.Open(System.IO.Path.Combine(disk.Path, "journal"), TimeProvider.System);
        var filler = System.IO.Path.Combine(disk.Path, "filler");
        var task = Task(actions: 100);
        disk.Fill(filler);

        var refused = Should.Throw<IOException>(() => journal.Decide(_ => [task.Received()]));
        refused.Message.ShouldContain("nothing is begun or acknowledged");
        journal.State.Open.ShouldBeEmpty();

        File.Delete(filler);
        journal.Decide(_ => [task.Received()]);
        AsJson(Journal.Peek(System.IO.Path.Combine(disk.Path, "journal"))).ShouldBe(AsJson(State(task.Received())));
    }

    [Fact]
    public void A_data_folder_serves_one_agent_at_a_time()
    {
        using (DataFolder.Open(folder.Path))
        {
            DataFolder.IsInUse(folder.Path).ShouldBeTrue();
            Should.Throw<InvalidOperationException>(() => DataFolder.Open(folder.Path)).Message.ShouldContain("Another agent");
        }
        DataFolder.IsInUse(folder.Path).ShouldBeFalse();
    }

    [Fact]
    public void However_long_nobody_can_be_told_only_the_last_word_of_what_an_attempt_waits_for_and_lacks_is_kept()
    {
        var (task, other) = (Task(), Task());
        var state = State(task.Received(), other.Received());
        for (var minute = 0; minute < 1000; minute++)
        {
            var at = Noon.AddMinutes(minute);
            state = JournalState.Evolve(state, new ProbeEnded(task.Id(), $"Lack {minute % 2}", at));
            state = JournalState.Evolve(state, new WaitBegun(task.Id(), WaitingFor.Window, at.AddHours(1), at));
        }
        state = JournalState.Evolve(state, new WaitBegun(other.Id(), WaitingFor.Time, null, Noon));
        state.Reports.Count.ShouldBe(5, "two acceptances, a lack, a wait, and the other's wait");
        state.Reports[2].Body.ShouldContain("Lack 1");
    }

    [Fact]
    public void A_report_has_the_same_id_however_often_it_is_told()
    {
        var task = Task();
        State(task.Received()).Reports.Single().Id.ShouldBe(State(task.Received()).Reports.Single().Id);
        State(task.Received(), task.Begun(1), task.Begun(2)).Reports.Select(report => report.Id).Distinct().Count().ShouldBe(3);
    }

    private static readonly ExecuteTask first = Task(Guid.Parse("22222222-2222-2222-2222-222222222222"), actions: 2);

    private static JournalRecord[] Story() =>
    [
        first.Received(), new TransferBegun(first.Id(), 5, Noon), first.Transferred(), first.Begun(1), first.Ended(1), first.Begun(2), new CancelReceived(Id(9), Noon),
    ];

    private static AttemptId Id(int n) => new(new Guid(n, 0, 0, new byte[8]), 1);

    private static List<long> Ends(byte[] file) =>
        [.. Frames.Scan(file).Contents.Aggregate(new List<long> { 0 }, (ends, content) => [.. ends, ends[^1] + 8 + content.Length]).Skip(1)];

    private static string AsJson(JournalState state) =>
        JsonSerializer.Serialize(state.Snapshot(Noon) with { Known = [.. state.Known.Values.OrderBy(known => known.ExecutionId)] }, PlayedServer.Json);

    private byte[] Written(params JournalRecord[] records)
    {
        File.Delete(Path);
        using (var journal = Journal.Open(Path, TimeProvider.System))
        {
            foreach (var record in records)
                journal.Decide(_ => [record]);
        }
        return File.ReadAllBytes(Path);
    }

    private JournalState Reopened()
    {
        using var journal = Journal.Open(Path, TimeProvider.System);
        return journal.State;
    }
}

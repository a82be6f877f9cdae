using Distribution.Agent.Decisions;
using Distribution.Agent.Journals;
using Distribution.Agent.Protocol;
using Distribution.Contracts.Agents.V1;
using Distribution.Contracts.TaskScheduling.V1;
using static Distribution.Agent.Tests.Facts;

namespace Distribution.Agent.Tests;

public class ReceivingInstructions
{
    private readonly ExecuteTask task = Task();

    [Fact]
    public void A_new_instruction_is_accepted_and_the_server_is_told()
    {
        Decide(State(), new Execute(task)).ShouldBe([task.Received()]);
        State(task.Received()).Reports.Single().Type.ShouldBe("urn:message:Distribution.Contracts.Agents.V1:InstructionAccepted");
    }

    [Fact]
    public void The_same_instruction_again_changes_nothing()
    {
        foreach (var state in new[] { State(task.Received()), State(task.Received(), Done(task)), State(task.Rejected()) })
            Decide(state, new Execute(task)).ShouldBeEmpty();
    }

    [Fact]
    public void An_older_attempt_that_comes_late_changes_nothing() =>
        Decide(State((task with { Attempt = 2 }).Received()), new Execute(task)).ShouldBeEmpty();

    [Fact]
    public void A_newer_attempt_is_accepted() =>
        Decide(State(task.Received(), Done(task)), new Execute(task with { Attempt = 2 })).ShouldBe([(task with { Attempt = 2 }).Received()]);

    [Fact]
    public void An_instruction_that_has_expired_is_refused() =>
        Refusal(Decide(State(), new Execute(task with { ExpiresAt = Noon }))).ShouldBe(RefusalReason.Expired);

    [Fact]
    public void An_instruction_for_another_computer_is_refused() =>
        Refusal(Decide(State(), new Execute(task with { ComputerId = Guid.NewGuid() }))).ShouldBe(RefusalReason.OtherComputer);

    [Fact]
    public void A_refused_instruction_is_refused_once()
    {
        var other = task with { ComputerId = Guid.NewGuid() };
        Decide(State(Decide(State(), new Execute(other))), new Execute(other)).ShouldBeEmpty();
    }

    [Fact]
    public void A_cancel_before_anything_began_ends_the_execution_at_once()
    {
        var records = Decide(State(task.Received()), Cancel(task));
        records.OfType<ExecutionDone>().Single().State.ShouldBe(ExecutionState.Cancelled);
        State([task.Received(), .. records]).Open.ShouldBeEmpty();
    }

    [Fact]
    public void A_cancel_during_an_action_is_remembered_and_the_action_s_own_end_is_waited_for() =>
        Decide(State(task.Received(), task.Begun(1)), Cancel(task)).ShouldBe([task.Cancelled()]);

    [Fact]
    public void A_cancel_after_the_end_changes_nothing() =>
        Decide(State(task.Received(), Done(task)), Cancel(task)).ShouldBeEmpty();

    [Fact]
    public void A_cancel_that_comes_before_its_instruction_is_answered_and_the_instruction_is_then_ignored()
    {
        var records = Decide(State(), Cancel(task));
        Refusal(records).ShouldBe(RefusalReason.Cancelled);
        Decide(State(records), new Execute(task)).ShouldBeEmpty();
    }

    [Fact]
    public void A_cancel_for_another_computer_changes_nothing() =>
        Decide(State(task.Received()), new Cancel(new(task.ExecutionId, task.TaskId, Guid.NewGuid(), 1))).ShouldBeEmpty();

    [Fact]
    public void A_message_that_cannot_be_read_but_names_its_execution_is_refused_as_malformed() =>
        Refusal(Decide(State(), new Unreadable(task.ExecutionId, 1, "no actions"))).ShouldBe(RefusalReason.Malformed);

    [Theory]
    [InlineData("../../etc/passwd"), InlineData("a/b.deb"), InlineData("a\\b.deb"), InlineData(".."), InlineData(""), InlineData("c:evil")]
    public void A_file_name_that_leads_somewhere_is_refused(string name) =>
        Refusal(Decide(State(), new Execute(task with { Actions = [Do.Install(1, Content(name))] }))).ShouldBe(RefusalReason.Malformed);

    [Fact]
    public void Every_fault_of_form_is_refused_with_words()
    {
        ExecuteTask[] faulty =
        [
            task with { Actions = [] },
            task with { Actions = null! },
            task with { Attempt = 0 },
            task with { Actions = [Do.Run(1, "a"), Do.Run(1, "b")] },
            task with { Actions = [Do.Run(1, "a", limit: 0)] },
            task with { Actions = [Do.Run(1, "a", limit: 8 * 24 * 3600)] },
            task with { Actions = [Do.Run(1, "")] },
            task with { Actions = [Do.Uninstall(1, null)] },
            task with { Actions = [Do.Place(1, Content(), "")] },
            task with { Actions = [Do.Install(1, Content() with { Sha256 = "../../../x" })] },
            task with { Actions = [Do.Install(1, Content() with { Path = "//evil.example/x" })] },
            task with { Actions = [Do.Install(1, Content() with { Size = -1 })] },
        ];
        foreach (var one in faulty)
            Refusal(Decide(State(), new Execute(one))).ShouldBe(RefusalReason.Malformed, one.ToString());
    }

    [Fact]
    public void A_message_is_read_by_its_type_and_rubbish_is_told_apart_from_a_foreign_type()
    {
        Instruction.Parse("urn:message:Distribution.Contracts.TaskScheduling.V1:ExecuteTask", "{"u8).ShouldBeOfType<Unreadable>().ExecutionId.ShouldBeNull();
        Instruction.Parse("urn:message:Distribution.Contracts.TaskScheduling.V1:ExecuteTask", "null"u8).ShouldBeOfType<Unreadable>();
        Instruction.Parse("urn:message:Distribution.Contracts.TaskScheduling.V1:SomethingNew", "{}"u8).ShouldBeOfType<Unreadable>();
        Instruction.Parse(null, "{}"u8).ShouldBeOfType<Unreadable>();
        Instruction.Parse(
            "urn:message:Distribution.Contracts.TaskScheduling.V1:ExecuteTask",
            """{"executionId":"11111111-1111-1111-1111-111111111111","attempt":3,"actions":[{"kind":"Explode"}]}"""u8)
            .ShouldBeOfType<Unreadable>().Attempt.ShouldBe(3);
        Instruction.Parse(
            "urn:message:Distribution.Contracts.TaskScheduling.V1:CancelExecution",
            """{"executionId":"11111111-1111-1111-1111-111111111111","taskId":"11111111-1111-1111-1111-111111111111","computerId":"11111111-1111-1111-1111-111111111111","attempt":1,"somethingNew":true}"""u8)
            .ShouldBeOfType<Cancel>();
    }

    private static JournalRecord[] Decide(JournalState state, Instruction instruction) => ReceiveInstruction.Decide(state, instruction, Me, Request, Noon);

    private static Cancel Cancel(ExecuteTask task) => new(new(task.ExecutionId, task.TaskId, task.ComputerId, task.Attempt));

    private static RefusalReason Refusal(JournalRecord[] records)
    {
        var rejected = records.Single().ShouldBeOfType<InstructionRejected>();
        rejected.Detail.ShouldNotBeEmpty();
        return rejected.Reason;
    }

    private static ExecutionDone Done(ExecuteTask task) => new(task.Id(), ExecutionState.Succeeded, null, Noon);
}

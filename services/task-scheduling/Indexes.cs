namespace Distribution.TaskScheduling;

/// <summary>What makes the clockwork and the lists find their rows among millions; each follows one query.</summary>
internal static class Indexes
{
    /// <summary>The statements, each repeatable.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        // StartDueTasks, and newcomers to a group.
        "create index if not exists task_due on mt_doc_distribution_task (((data ->> 'DueAt')::bigint)) where data ->> 'DueAt' is not null",
        "create index if not exists task_group on mt_doc_distribution_task using gin ((data -> 'GroupIds') jsonb_path_ops)",
        // GetTasks for those who see the tasks of some groups: with task_group.
        "create index if not exists task_made_for on mt_doc_distribution_task using gin ((data -> 'MadeFor') jsonb_path_ops)",
        // AdvanceRollouts, SweepRetention.
        "create index if not exists task_rollout on mt_doc_distribution_task (id) where data ->> 'RollsOut' = 'true'",
        "create index if not exists task_retire on mt_doc_distribution_task (((data ->> 'RetireAt')::bigint)) where data ->> 'RetireAt' is not null",
        // MakeCountermeasures: the tasks of a policy that are on the list.
        "create index if not exists task_policy on mt_doc_distribution_task ((data -> 'For' ->> 'PolicyId'), id)"
            + " where data -> 'For' ->> 'PolicyId' is not null and data ->> 'State' <> 'Removed'",
        "create index if not exists task_state on mt_doc_distribution_task ((data ->> 'State'), id)",
        "create index if not exists known_computer_computer on mt_doc_known_computer ((data ->> 'ComputerId'))",
        "create index if not exists known_group_group on mt_doc_known_group ((data ->> 'GroupId'))",
        // UseTemplates.
        "create index if not exists template_kept on mt_doc_task_template (id) where data ->> 'Removed' = 'false'",
        // Instructions.
        "create index if not exists windows_any on mt_doc_group_windows (id) where jsonb_array_length(data -> 'Windows') > 0",
        // SettleTasks.
        "create index if not exists progress_unsettled on mt_doc_task_progress (id) where data ->> 'Unsettled' = 'true'",
        // Lists of a task's executions, whole and by state.
        "create index if not exists execution_task on mt_doc_execution ((data ->> 'TaskId'), id)",
        "create index if not exists execution_task_state on mt_doc_execution ((data ->> 'TaskId'), (data ->> 'State'), id)",
        // What follows a computer, and SendAgainOnContact.
        "create index if not exists execution_computer on mt_doc_execution ((data ->> 'ComputerId'), id)",
        // DispatchExecutions and TimeOutExecutions: small, since most executions have been dispatched and have ended.
        "create index if not exists execution_requested on mt_doc_execution ((data ->> 'TaskId'), id) where data ->> 'State' = 'Requested'",
        "create index if not exists execution_wakes on mt_doc_execution (((data ->> 'WakeAt')::bigint), id) where data ->> 'WakeAt' is not null",
        // AdvanceRollouts; nothing where tasks have no waves.
        "create index if not exists execution_wave on mt_doc_execution ((data ->> 'TaskId'), ((data ->> 'Wave')::int)) where data ->> 'Wave' is not null",
        // RestartExecutions.
        "create index if not exists execution_restarts on mt_doc_execution ((data ->> 'TaskId'), id) where data ->> 'RestartsNow' = 'true'",
        // DispatchExecutions: what waits for a place.
        "create index if not exists execution_held on mt_doc_execution ((data ->> 'TaskId'), id) where data ->> 'WaitingFor' = 'Slot'",
        // OpenPlaces, under a limit of the whole system.
        "create index if not exists progress_open on mt_doc_task_progress (id) where data ->> 'Open' <> '0'",
        // FinishSteps and CarryOutRetryOrders.
        "create index if not exists task_unissued on mt_doc_distribution_task (id) where data ->> 'State' = 'Started' and data ->> 'Issued' = 'false'",
        "create index if not exists progress_calling_off on mt_doc_task_progress (id) where data ->> 'CallingOff' = 'true'",
        "create index if not exists retry_order_open on mt_doc_retry_order (id) where data ->> 'IsOpen' = 'true'",
        // RequestExecutions walks a group's members.
        "create index if not exists member_group on mt_doc_group_member ((data ->> 'GroupId'), id) where data ->> 'Joined' = 'true'",
    ];
}

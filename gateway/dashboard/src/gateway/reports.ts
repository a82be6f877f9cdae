import type { ActionResult, Counts, ExecutionState, TaskState } from './types';

// What the reports answer, by the names that the reporting service gives it.

export type ErrorClass = 'Unreachable' | 'Transfer' | 'NotStarted' | 'BadExitCode' | 'TimedOut' | 'RetryLater';

export const errorWord: Record<ErrorClass, string> = {
  Unreachable: 'Not reached', Transfer: 'Transfer broke', NotStarted: 'Could not be started', BadExitCode: 'Bad exit code', TimedOut: 'Took too long', RetryLater: 'Asked to try later',
};

export interface CoursePoint {
  at: string;
  finished: number;
  errors: number;
}

export interface Breakdown {
  waves: { wave: number | null; counts: Counts }[];
  causes: { state: 'Failed' | 'TimedOut'; error: ErrorClass | null; exitCode: number | null; computers: number }[];
  course: CoursePoint[];
  slowest: { computerId: string; name: string | null; state: ExecutionState; seconds: number }[];
}

export interface TaskGroup {
  groupId: string;
  name: string | null;
  counts: Counts;
}

export interface Attempt {
  attempt: number;
  installation: { reached: boolean; reachedAt: string | null; notReachedBecause: string | null; transferStartedAt: string | null; transferred: boolean; transferredAt: string | null };
  actions: (ActionResult & { error: ErrorClass | null })[];
  steps: { state: ExecutionState; at: string; reason: string | null }[];
}

export interface TaskComputerInFull {
  taskId: string;
  computerId: string;
  name: string | null;
  executionId: string;
  state: ExecutionState;
  wave: number | null;
  reason: string | null;
  attempts: Attempt[];
}

export interface Job {
  taskId: string;
  taskName: string | null;
  computerId: string;
  computerName: string | null;
  executionId: string;
  state: ExecutionState;
  attempt: number;
  reason: string | null;
  error: ErrorClass | null;
  exitCode: number | null;
  waitingFor: string | null;
  until: string | null;
  at: string;
  again: string | null;
}

export interface GroupJob {
  taskId: string;
  name: string;
  state: TaskState;
  createdAt: string;
  counts: Counts;
}

export interface PackageFigures {
  packageId: string;
  name: string | null;
  softwareVersion: string | null;
  installed: number;
  pending: number;
  failed: number;
  skipped: number;
  removedAt: string | null;
}

export interface AgentFigures {
  agentVersion: string | null;
  computers: number;
}

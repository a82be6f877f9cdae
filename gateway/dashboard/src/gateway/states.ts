import type { Counts, ExecutionState, Outcome, TaskState } from './types';

/** How a state is drawn: seven looks for fifteen states, since a reader tells no more apart. */
export type Look = 'good' | 'bad' | 'late' | 'quiet' | 'busy' | 'moving' | 'pending';

export const lookOf: Record<ExecutionState, Look> = {
  Requested: 'pending', Dispatched: 'pending', Accepted: 'pending',
  Probing: 'moving', Transferring: 'moving', Transferred: 'moving', Waiting: 'moving', Running: 'busy',
  Succeeded: 'good', Failed: 'bad', TimedOut: 'late', Skipped: 'quiet', Expired: 'quiet', Cancelled: 'quiet', Removed: 'quiet',
};

export const wordOf: Record<ExecutionState, string> = {
  Requested: 'Requested', Dispatched: 'Sent', Accepted: 'Accepted', Probing: 'Checking', Transferring: 'Downloading', Transferred: 'Downloaded',
  Waiting: 'Waiting', Running: 'Running', Succeeded: 'Succeeded', Failed: 'Failed', TimedOut: 'Timed out', Skipped: 'Skipped',
  Expired: 'Expired', Cancelled: 'Cancelled', Removed: 'Removed',
};

export const taskLookOf: Record<TaskState, Look> = {
  Scheduled: 'pending', Running: 'busy', Completed: 'good', CompletedWithErrors: 'bad', Cancelling: 'moving', Cancelled: 'quiet',
};

export const taskWordOf: Record<TaskState, string> = {
  Scheduled: 'Scheduled', Running: 'Running', Completed: 'Completed', CompletedWithErrors: 'Completed with errors',
  Cancelling: 'Cancelling', Cancelled: 'Cancelled',
};

export const outcomeLookOf: Record<Outcome, Look> = {
  Succeeded: 'good', Failed: 'bad', Skipped: 'quiet', TimedOut: 'late', Cancelled: 'quiet', Interrupted: 'bad',
};

/** States in the order in which a computer passes them; finished ones first, as a bar fills from the left. */
export const order: ExecutionState[] = [
  'Succeeded', 'Failed', 'TimedOut', 'Skipped', 'Expired', 'Cancelled', 'Running', 'Waiting', 'Transferred', 'Transferring', 'Probing', 'Accepted', 'Dispatched', 'Requested',
];

const looks: Look[] = ['good', 'bad', 'late', 'quiet', 'busy', 'moving', 'pending'];

export const lookWord: Record<Look, string> = {
  good: 'succeeded', bad: 'failed', late: 'timed out', quiet: 'not run', busy: 'running', moving: 'on their way', pending: 'to come',
};

export function countOf(counts: Counts, state: ExecutionState): number {
  return counts[(state.charAt(0).toLowerCase() + state.slice(1)) as keyof Counts] ?? 0;
}

/** The counts by look, in the order of a bar, without the empty ones. */
export function shares(counts: Counts): { look: Look; count: number }[] {
  return looks
    .map((look) => ({ look, count: order.filter((state) => lookOf[state] === look).reduce((sum, state) => sum + countOf(counts, state), 0) }))
    .filter((share) => share.count > 0);
}

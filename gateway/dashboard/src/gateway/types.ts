// What the gateway answers, by the names that the services give it.

export type ExecutionState =
  | 'Requested' | 'Dispatched' | 'Accepted' | 'Transferring' | 'Transferred' | 'Waiting' | 'Running'
  | 'Succeeded' | 'Failed' | 'Skipped' | 'TimedOut' | 'Expired' | 'Cancelled' | 'Removed';

export type TaskState = 'Scheduled' | 'Running' | 'Completed' | 'CompletedWithErrors' | 'Cancelling' | 'Cancelled';

export type Outcome = 'Succeeded' | 'Failed' | 'Skipped' | 'TimedOut' | 'Cancelled' | 'Interrupted';

export interface Page<T> {
  items: T[];
  next: string | null;
}

export type Counts = Record<Uncapitalize<ExecutionState>, number>;

export interface Task {
  id: string;
  name: string;
  kind: 'Distribution' | 'Uninstallation';
  state: TaskState;
  computers: number;
  finished: number;
  failed: number;
  counts: Counts;
  createdAt: string;
  startAt: string | null;
  startedAt: string | null;
  expiresAt: string | null;
  cancelledAt: string | null;
  cancelReason: string | null;
  removedAt: string | null;
}

export interface TaskInFull extends Task {
  packages: { id: string; name: string | null; softwareVersion: string | null }[];
  groups: { id: string; name: string | null }[];
}

export interface ActionResult {
  number: number;
  name: string;
  outcome: Outcome;
  exitCode: number | null;
  outputTail: string;
  reason: string | null;
  startedAt: string;
  endedAt: string;
}

export interface TaskComputer {
  computerId: string;
  name: string | null;
  executionId: string;
  state: ExecutionState;
  progress: number;
  attempt: number;
  reason: string | null;
  at: string;
  actions: ActionResult[];
}

export interface ExecutionChange {
  taskId: string;
  computerId: string;
  name: string | null;
  state: ExecutionState;
  progress: number;
  attempt: number;
  reason: string | null;
  at: string;
}

export interface OverviewFigures {
  computers: number;
  groups: number;
  packages: number;
  tasks: number;
  scheduledTasks: number;
  runningTasks: number;
  failedExecutions: number;
  executions: Counts;
}

export type PackageKind = 'Software' | 'Files' | 'Update';

export interface Package {
  id: string;
  version: number;
  name: string;
  softwareVersion: string;
  kind: PackageKind;
  fileName: string;
  contentSha256: string;
  contentSize: number;
  installCommand: string | null;
  uninstallCommand: string | null;
  softwareName: string | null;
  destinationFolder: string | null;
  timeLimitSeconds: number;
  registeredAt: string;
  changedAt: string;
}

export interface Computer {
  id: string;
  name: string;
  operatingSystem: string;
  architecture: string;
  enrolledAt: string;
}

export interface Group {
  id: string;
  name: string;
  createdAt: string;
  members?: number;
}

export interface Member {
  computerId: string;
  name: string;
  operatingSystem: string;
  architecture: string;
  joinedAt: string;
}

export interface HistoryLine {
  id: string;
  at: string;
  what: string;
  taskId: string | null;
  taskName: string | null;
  groupId: string | null;
  groupName: string | null;
  attempt: number | null;
  state: string | null;
  exitCode: number | null;
  detail: string | null;
}

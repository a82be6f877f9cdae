import type { MaintenanceWindow } from './fleet';

// A task as somebody wants it, by the names that the scheduling gives it.

export type ActionKind = 'Install' | 'DistributeFiles' | 'Uninstall' | 'Run';

export interface PlannedAction {
  kind: ActionKind;
  packageId: string | null;
  softwareName: string | null;
  command: string | null;
  destinationFolder: string | null;
  timeLimitSeconds: number | null;
  productCode: string | null;
}

export interface Destinations {
  computerIds: string[];
  groupIds: string[];
  savedSearchIds: string[] | null;
}

export interface Wave {
  count: number | null;
  percent: number | null;
  groupId: string | null;
  pauseMinutes: number | null;
  approval: boolean | null;
  name: string | null;
}

export interface PlannedRollout {
  waves: Wave[];
  successPercent: number | null;
  failureCount: number | null;
  failurePercent: number | null;
}

export interface Parameters {
  installation: { mostSimultaneous?: number | null; retryWindowMinutes?: number | null; retryIntervalSeconds?: number | null; forceStopMinutes?: number | null; priority?: string | null; pingFirst?: boolean | null; wakeOnLan?: boolean | null; serverAddress?: string | null } | null;
  running: { mostSimultaneous?: number | null; actionTimeLimitSeconds?: number | null; successCodes?: number[] | null; runAs?: string | null; withoutSession?: string | null; disableUac?: boolean | null; lockInput?: boolean | null; timing?: string | null } | null;
  priority: number | null;
  retries: { on: string; count: number; intervalSeconds: number; backOff: number | null }[] | null;
  user: { message?: string | null; countdownSeconds?: number | null; postponements?: number | null; postponeMinutes?: number | null; deadlineMinutes?: number | null } | null;
  offer: boolean | null;
}

export interface Windows {
  task: MaintenanceWindow[] | null;
  transferOutside: boolean;
}

export interface TaskPlan {
  name: string;
  description: string | null;
  actions: PlannedAction[];
  destinations: Destinations;
  startAt: string | null;
  localStart: string | null;
  timeZone: string | null;
  expiresAt: string | null;
  stopOnFirstError: boolean;
  transferAt: string | null;
  localTransfer: string | null;
  ownLocalTime: boolean | null;
  cron: string | null;
  runLastsMinutes: number | null;
  windows: Windows | null;
  parameters: Parameters | null;
  rollout: PlannedRollout | null;
}

/** What a task would do if it were issued now. */
export interface Reach {
  computers: number;
  skipped: number;
  unjudged: number;
  bytesEach: number;
  bytes: number;
  waves: number[] | null;
  reasons: Record<string, number>;
  examples: { computerId: string; name: string; reasons: string[] }[];
}

export interface Template {
  id: string;
  name: string;
  task: TaskPlan;
}

/** A task as the scheduling holds it. */
export interface ScheduledTask {
  id: string;
  name: string;
  description: string;
  state: 'Scheduled' | 'Started' | 'Completed' | 'CompletedWithErrors' | 'Cancelled' | 'Removed';
  actions: PlannedAction[];
  computerCount: number;
  groupIds: string[];
  savedSearchIds: string[] | null;
  schedule: { startAt: string | null; localStart: string | null; timeZone: string | null; expiresAt: string | null; transferAt: string | null; localTransfer: string | null; ownLocalTime: boolean | null; cron: string | null; runLastsMinutes: number | null; windows: Windows | null };
  running: { stopOnFirstError: boolean; silenceMarginSeconds: number; parameters: Parameters | null };
  hold: { halted: boolean; reason: string; since: string } | null;
  rollout: PlannedRollout | null;
  createdBy: string | null;
  awaitsApproval: boolean;
  waves: { open: number; passedAt: string | null; approved: number; forgiven: number } | null;
  runOf: string | null;
  nextRunAt: string | null;
  version: number;
}

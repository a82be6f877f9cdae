import type { MaintenanceWindow } from '../gateway/fleet';
import type { ActionKind, Parameters, PlannedAction, PlannedRollout, TaskPlan } from '../gateway/plans';

export type When = 'now' | 'at' | 'local' | 'own' | 'cron';

/** A new task as the form holds it: texts as they were typed. */
export interface Draft {
  name: string;
  description: string;
  actions: PlannedAction[];
  groups: string[];
  searches: string[];
  computers: { id: string; name: string }[];
  when: When;
  start: string;
  zone: string;
  cron: string;
  transfer: string;
  expires: string;
  lasts: string;
  windows: MaintenanceWindow[];
  transferOutside: boolean;
  rollout: PlannedRollout | null;
  stop: boolean;
  offer: boolean;
  priority: string;
  user: Record<'message' | 'countdownSeconds' | 'postponements' | 'postponeMinutes' | 'deadlineMinutes', string> & { told: boolean };
  running: Record<'mostSimultaneous' | 'actionTimeLimitSeconds' | 'successCodes' | 'runAs' | 'withoutSession' | 'timing', string> & { disableUac: boolean; lockInput: boolean };
  installation: Record<'mostSimultaneous' | 'retryWindowMinutes' | 'retryIntervalSeconds' | 'forceStopMinutes' | 'priority', string> & { pingFirst: boolean; wakeOnLan: boolean };
  retries: { on: string; count: string; intervalSeconds: string; backOff: string }[];
}

export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export const emptyDraft: Draft = {
  name: '', description: '', actions: [], groups: [], searches: [], computers: [], when: 'now', start: '', zone: ownZone, cron: '', transfer: '', expires: '', lasts: '',
  windows: [], transferOutside: false, rollout: null, stop: false, offer: false, priority: '',
  user: { told: false, message: '', countdownSeconds: '', postponements: '', postponeMinutes: '', deadlineMinutes: '' },
  running: { mostSimultaneous: '', actionTimeLimitSeconds: '', successCodes: '', runAs: '', withoutSession: '', timing: '', disableUac: false, lockInput: false },
  installation: { mostSimultaneous: '', retryWindowMinutes: '', retryIntervalSeconds: '', forceStopMinutes: '', priority: '', pingFirst: false, wakeOnLan: false },
  retries: [],
};

export const emptyAction = (kind: ActionKind, packageId: string | null = null): PlannedAction => ({ kind, packageId, softwareName: null, command: null, destinationFolder: null, timeLimitSeconds: null, productCode: null });

const number = (text: string): number | null => (text.trim() === '' ? null : Number(text));
const moment = (text: string): string | null => (text === '' ? null : new Date(text).toISOString());

/** An object without what says nothing; null where all of it says nothing, so that the defaults hold. */
function said<T extends object>(all: T): T | null {
  return Object.values(all).some((value) => value !== null && value !== false && value !== '') ? all : null;
}

/** What is sent. */
export function planOf(draft: Draft, name: string): TaskPlan {
  const local = draft.when === 'local' || draft.when === 'own';
  return {
    name,
    description: draft.description || null,
    actions: draft.actions,
    destinations: { computerIds: draft.computers.map((one) => one.id), groupIds: draft.groups, savedSearchIds: draft.searches.length > 0 ? draft.searches : null },
    startAt: draft.when === 'at' ? moment(draft.start) : null,
    localStart: local && draft.start ? `${draft.start}:00` : null,
    timeZone: draft.when === 'local' || draft.when === 'cron' ? draft.zone : null,
    expiresAt: moment(draft.expires),
    stopOnFirstError: draft.stop,
    transferAt: draft.when === 'at' ? moment(draft.transfer) : null,
    localTransfer: local && draft.transfer ? `${draft.transfer}:00` : null,
    ownLocalTime: draft.when === 'own' ? true : null,
    cron: draft.when === 'cron' ? draft.cron : null,
    runLastsMinutes: draft.when === 'cron' ? number(draft.lasts) : null,
    windows: draft.windows.length > 0 ? { task: draft.windows, transferOutside: draft.transferOutside } : null,
    parameters: parametersOf(draft),
    rollout: draft.rollout,
  };
}

function parametersOf({ installation: i, running: r, user: u, ...draft }: Draft): Parameters | null {
  return said({
    installation: said({
      mostSimultaneous: number(i.mostSimultaneous), retryWindowMinutes: number(i.retryWindowMinutes), retryIntervalSeconds: number(i.retryIntervalSeconds),
      forceStopMinutes: number(i.forceStopMinutes), priority: i.priority || null, pingFirst: i.pingFirst || null, wakeOnLan: i.wakeOnLan || null,
    }),
    running: said({
      mostSimultaneous: number(r.mostSimultaneous), actionTimeLimitSeconds: number(r.actionTimeLimitSeconds),
      successCodes: r.successCodes.trim() ? r.successCodes.split(/[\s,;]+/).filter(Boolean).map(Number) : null,
      runAs: r.runAs || null, withoutSession: r.withoutSession || null, timing: r.timing || null, disableUac: r.disableUac || null, lockInput: r.lockInput || null,
    }),
    priority: number(draft.priority),
    retries: draft.retries.length > 0 ? draft.retries.map((one) => ({ on: one.on, count: Number(one.count), intervalSeconds: Number(one.intervalSeconds), backOff: number(one.backOff) })) : null,
    user: u.told ? { message: u.message || null, countdownSeconds: number(u.countdownSeconds), postponements: number(u.postponements), postponeMinutes: number(u.postponeMinutes), deadlineMinutes: number(u.deadlineMinutes) } : null,
    offer: draft.offer || null,
  });
}

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

/** A template or another task as a draft; moments belong to one occasion and stay behind. */
export function draftOf(plan: Omit<TaskPlan, 'destinations'>, groups: string[], searches: string[]): Draft {
  const { installation: i, running: r, user: u } = plan.parameters ?? {};
  return {
    ...emptyDraft,
    name: plan.name, description: text(plan.description), actions: plan.actions, groups: groups, searches,
    when: plan.cron ? 'cron' : 'now', cron: text(plan.cron), zone: plan.timeZone ?? ownZone, lasts: text(plan.runLastsMinutes),
    windows: plan.windows?.task ?? [], transferOutside: plan.windows?.transferOutside ?? false, rollout: plan.rollout, stop: plan.stopOnFirstError,
    offer: plan.parameters?.offer ?? false, priority: text(plan.parameters?.priority),
    user: { told: Boolean(u), message: text(u?.message), countdownSeconds: text(u?.countdownSeconds), postponements: text(u?.postponements), postponeMinutes: text(u?.postponeMinutes), deadlineMinutes: text(u?.deadlineMinutes) },
    running: { mostSimultaneous: text(r?.mostSimultaneous), actionTimeLimitSeconds: text(r?.actionTimeLimitSeconds), successCodes: r?.successCodes?.join(', ') ?? '', runAs: text(r?.runAs), withoutSession: text(r?.withoutSession), timing: text(r?.timing), disableUac: r?.disableUac ?? false, lockInput: r?.lockInput ?? false },
    installation: { mostSimultaneous: text(i?.mostSimultaneous), retryWindowMinutes: text(i?.retryWindowMinutes), retryIntervalSeconds: text(i?.retryIntervalSeconds), forceStopMinutes: text(i?.forceStopMinutes), priority: text(i?.priority), pingFirst: i?.pingFirst ?? false, wakeOnLan: i?.wakeOnLan ?? false },
    retries: plan.parameters?.retries?.map((one) => ({ on: one.on, count: String(one.count), intervalSeconds: String(one.intervalSeconds), backOff: text(one.backOff) })) ?? [],
  };
}

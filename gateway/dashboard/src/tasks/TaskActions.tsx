import { request } from '../gateway/request';
import type { ScheduledTask } from '../gateway/plans';
import type { ExecutionState, Task } from '../gateway/types';
import { Ask } from '../parts/Ask';
import { Trouble } from '../parts/Notice';
import { useDeed } from '../parts/useDeed';
import { go } from '../route';

/** What can be done with a task now: retry what failed, hold it, let it go on, call it off. */
export function TaskActions({ task, scheduled, done }: { task: Task; scheduled: ScheduledTask | undefined; done: () => void }) {
  const { busy, problem, act } = useDeed(done);
  const post = (path: string, body: unknown) => void act(() => request(`tasks/${task.id}/${path}`, { method: 'POST', body }));
  const late = task.counts.timedOut > 0;
  const cancellable = task.state === 'Scheduled' || task.state === 'Running';
  const underWay = scheduled?.state === 'Started' || scheduled?.state === 'Scheduled';
  return (
    <>
      {task.failed > 0 && !task.cancelledAt && (
        <button className="primary" disabled={busy} onClick={() => post('retry', { keys: late ? ['Failed', 'TimedOut'] : ['Failed'] })}>
          Retry {task.failed.toLocaleString('en')} failed
        </button>
      )}
      {scheduled?.hold && (
        <button className="primary" disabled={busy} onClick={() => post('resume', {})}>
          Resume
        </button>
      )}
      {underWay && !scheduled?.hold && cancellable && (
        <button disabled={busy} onClick={() => post('pause', { reason: 'Paused in the dashboard.' })}>
          Pause
        </button>
      )}
      {scheduled?.state === 'Started' && !scheduled.hold?.halted && cancellable && (
        <Ask label="Emergency stop" title="Stop at once?" disabled={busy} act={() => post('stop', { reason: 'Emergency stop in the dashboard.' })}>
          <p>Nothing more is sent, and what computers have begun is called off. It stays cancelled when the task is resumed.</p>
        </Ask>
      )}
      {cancellable && (
        <Ask label="Cancel task" title={`Cancel the task '${task.name}'?`} disabled={busy} act={() => post('cancel', { reason: 'Cancelled in the dashboard.' })}>
          <p>Computers that have not begun will not begin; what runs is stopped where it can be.</p>
        </Ask>
      )}
      <a className="button" href={`#/tasks/new?like=${task.id}`}>
        Use as a model
      </a>
      {!cancellable && !task.removedAt && (
        <Ask label="Remove" title="Take this task from the list?" disabled={busy} act={() => void act(() => request(`tasks/${task.id}`, { method: 'DELETE' })).then((fine) => fine && go('tasks'))}>
          <p>Its reports stay readable under their addresses. Computers that join its ID groups later do not get it any more.</p>
        </Ask>
      )}
      {problem && <Trouble problem={problem} />}
    </>
  );
}

/** Asks for everything in a state once more. */
export function Again({ task, state, done }: { task: Task; state: ExecutionState; done: () => void }) {
  const { busy, problem, act } = useDeed(done);
  if (!['Failed', 'Skipped', 'TimedOut', 'Waiting'].includes(state) || task.cancelledAt) return null;
  return (
    <>
      <button disabled={busy} onClick={() => void act(() => request(`tasks/${task.id}/retry`, { method: 'POST', body: { keys: [state] } }))}>
        Carry these out again
      </button>
      {problem && <Trouble problem={problem} />}
    </>
  );
}

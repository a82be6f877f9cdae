import { useState } from 'react';
import { Problem, request } from '../gateway/request';
import type { Task } from '../gateway/types';
import { Trouble } from '../parts/Notice';
import { Rollout } from './Rollout';

/** What can be done with a task now: retry what failed, hold it, let a wave open, call it off. */
export function TaskActions({ task, done }: { task: Task; done: () => void }) {
  const [busy, setBusy] = useState(false);
  // What the scheduling says of the task is read again after each change.
  const [turn, setTurn] = useState(0);
  const [problem, setProblem] = useState<Problem>();

  const act = async (path: string, body: unknown) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await request(`tasks/${task.id}/${path}`, { method: 'POST', body });
      done();
      setTurn((old) => old + 1);
    } catch (fault) {
      setProblem(fault instanceof Problem ? fault : new Problem(0, String(fault)));
    } finally {
      setBusy(false);
    }
  };

  const cancellable = task.state === 'Scheduled' || task.state === 'Running';
  const late = task.counts.timedOut;
  return (
    <>
      {task.failed > 0 && !task.cancelledAt && (
        <button className="primary" disabled={busy} onClick={() => act('retry', { keys: late > 0 ? ['Failed', 'TimedOut'] : ['Failed'] })}>
          Retry {task.failed.toLocaleString('en')} failed
        </button>
      )}
      <Rollout key={turn} id={task.id} busy={busy} act={act} />
      {cancellable && (
        <button disabled={busy} onClick={() => window.confirm(`Cancel the task '${task.name}'? Computers that have not begun will not begin.`) && act('cancel', { reason: 'Cancelled in the dashboard.' })}>
          Cancel task
        </button>
      )}
      {problem && <Trouble problem={problem} />}
    </>
  );
}

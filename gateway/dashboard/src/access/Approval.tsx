import type { ScheduledTask } from '../gateway/plans';
import { request } from '../gateway/request';
import { Ask } from '../parts/Ask';
import { Trouble } from '../parts/Notice';
import { useDeed } from '../parts/useDeed';
import { useMay, useSession } from './session';

/** A task that reaches more computers than one person may decide about: it says so, and lets a second person decide. */
export function Approval({ task, done }: { task: ScheduledTask; done: () => void }) {
  const me = useSession();
  const may = useMay();
  const { busy, problem, act } = useDeed(done);
  const decide = (verb: 'approve' | 'reject') => void act(() => request(`tasks/${task.id}/${verb}`, { method: 'POST', body: {} }));
  const own = task.createdBy === me?.id;
  return (
    <div className="notice">
      <strong>Waits for approval</strong>
      <p>{own ? 'It reaches many computers: somebody else has to approve it.' : 'It reaches many computers: nothing of it begins before you or somebody else approves it.'}</p>
      {problem && <Trouble problem={problem} />}
      {!own && may('tasks.approve') && (
        <div className="actions">
          <button className="primary" disabled={busy} onClick={() => decide('approve')}>
            Approve
          </button>
          <Ask label="Reject" title={`Reject '${task.name}'?`} disabled={busy} act={() => decide('reject')}>
            <p>It is called off, and nothing of it begins on any computer.</p>
          </Ask>
        </div>
      )}
    </div>
  );
}

import { useState } from 'react';
import { useReading } from '../gateway/reading';
import { Problem, request } from '../gateway/request';
import { Trouble } from '../parts/Notice';
import { useMay, useSession } from './session';

interface Asked {
  createdBy: string | null;
  awaitsApproval: boolean;
}

/** A task that reaches more computers than one person may decide about: it says so, and lets a second person decide. */
export function Approval({ taskId }: { taskId: string }) {
  const task = useReading<Asked>(`tasks/${taskId}`);
  const me = useSession();
  const may = useMay();
  const [problem, setProblem] = useState<Problem>();
  if (!task.value?.awaitsApproval) return null;

  const decide = async (verb: 'approve' | 'reject') => {
    setProblem(undefined);
    try {
      await request(`tasks/${taskId}/${verb}`, { method: 'POST', body: {} });
      task.reload();
    } catch (fault) {
      setProblem(fault instanceof Problem ? fault : new Problem(0, String(fault)));
    }
  };

  const own = task.value.createdBy === me?.id;
  return (
    <div className="notice">
      <strong>Waits for approval</strong>
      <p>{own ? 'It reaches many computers: somebody else has to approve it.' : 'It reaches many computers: nothing of it begins before you or somebody else approves it.'}</p>
      {problem && <Trouble problem={problem} />}
      {!own && may('tasks.approve') && (
        <div className="actions">
          <button className="primary" onClick={() => void decide('approve')}>
            Approve
          </button>
          <button onClick={() => void decide('reject')}>Reject</button>
        </div>
      )}
    </div>
  );
}

import { useEffect } from 'react';
import type { Policy } from '../gateway/fleet';
import { newId } from '../gateway/newId';
import { request } from '../gateway/request';
import { Ask } from '../parts/Ask';
import { Trouble } from '../parts/Notice';
import { Time } from '../parts/Time';
import { useDeed } from '../parts/useDeed';

/** Applies a policy to all computers that are there, and says how that goes. */
export function Application({ policy, reload, wouldJoin }: { policy: Policy; reload: () => void; wouldJoin: number | null }) {
  const { busy, problem, act } = useDeed(reload);
  const application = policy.application;
  const underWay = application !== null && application.finishedAt === null;
  useEffect(() => {
    if (!underWay) return;
    const timer = window.setInterval(reload, 1500);
    return () => window.clearInterval(timer);
  }, [underWay, reload]);
  return (
    <section className="panel" aria-labelledby="application">
      <h2 id="application">Computers that are there</h2>
      <p className="lead" role="status">
        {!application && 'It has not been applied to them yet.'}
        {underWay && <>Being applied since <Time at={application.startedAt} />.</>}
        {application?.finishedAt && <>Applied <Time at={application.finishedAt} />: {application.joined?.toLocaleString('en')} of {application.judged?.toLocaleString('en')} joined.</>}
      </p>
      <span>
        <Ask label="Apply to all computers" title="Apply this policy now?" confirm="Apply" disabled={busy || underWay} act={() => void act(() => request(`policies/${policy.id}/applications`, { method: 'POST', body: { id: newId() } }))}>
          <p>{wouldJoin === null ? 'Whom it catches joins the ID group' : `${wouldJoin.toLocaleString('en')} computers join the ID group`}, and with it come the group's standing tasks. The policy is applied as it was saved last.</p>
        </Ask>
      </span>
      {problem && <Trouble problem={problem} />}
    </section>
  );
}

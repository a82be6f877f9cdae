import { useEffect, useState } from 'react';
import type { Reach, TaskPlan } from '../gateway/plans';
import { Problem, request } from '../gateway/request';
import { Loading } from '../parts/Notice';
import { size } from '../parts/Time';

/** What a task would do if it were issued now, asked anew when the form rests. */
export function useReach(plan: TaskPlan): { reach: Reach | undefined; problem: Problem | undefined; asking: boolean } {
  const ready = plan.actions.length > 0 && plan.destinations.computerIds.length + plan.destinations.groupIds.length + (plan.destinations.savedSearchIds?.length ?? 0) > 0;
  const asked = ready ? JSON.stringify(plan) : '';
  const [known, setKnown] = useState<{ asked: string; reach?: Reach; problem?: Problem }>({ asked: '' });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (!asked) return;
    const stop = new AbortController();
    const timer = window.setTimeout(() => {
      request<Reach>('tasks/preview', { method: 'POST', text: { type: 'application/json', body: asked }, signal: stop.signal }).then(
        (reach) => setKnown({ asked, reach }),
        (fault: unknown) => !stop.signal.aborted && setKnown({ asked, problem: fault instanceof Problem ? fault : new Problem(0, String(fault)) }),
      );
    }, 400);
    return () => {
      window.clearTimeout(timer);
      stop.abort();
    };
  }, [asked, turn]);
  // What was registered a moment ago may not be known to the scheduling yet.
  const early = asked !== '' && known.asked === asked && known.problem !== undefined && known.problem.status !== 400;
  useEffect(() => {
    if (!early) return;
    const timer = window.setTimeout(() => setTurn((old) => old + 1), 2000);
    return () => window.clearTimeout(timer);
  }, [early, known]);
  return { reach: asked ? known.reach : undefined, problem: asked === known.asked ? known.problem : undefined, asking: asked !== '' && asked !== known.asked };
}

/** The preview beside the form. */
export function ReachShown({ reach, problem, asking, waves }: ReturnType<typeof useReach> & { waves: (string | null)[] }) {
  return (
    <aside className="panel reach" aria-label="Preview" aria-live="polite" aria-busy={asking}>
      <h2>Preview</h2>
      {!reach && !problem && (asking ? <Loading lines={4} /> : <p className="lead">Choose what it does and where, and what that comes to is shown here.</p>)}
      {problem && <p className="reason">{problem.status === 400 ? 'Something in the form is not right yet.' : problem.message}</p>}
      {reach && (
        <>
          <dl>
            <Line name="Computers reached" value={reach.computers.toLocaleString('en')} />
            {reach.skipped > 0 && <Line name="would skip it" value={reach.skipped.toLocaleString('en')} />}
            {reach.unjudged > 0 && <Line name="will judge for themselves" value={reach.unjudged.toLocaleString('en')} />}
            <Line name="Each fetches" value={size(reach.bytesEach)} />
            <Line name="All fetch" value={size(reach.bytes)} />
            {reach.waves?.map((count, i) => <Line key={i} name={waves[i] || `Wave ${i + 1}`} value={count.toLocaleString('en')} />)}
          </dl>
          {Object.entries(reach.reasons).map(([reason, count]) => (
            <p key={reason} className="hint">
              {count.toLocaleString('en')} skip it: {reason}
            </p>
          ))}
          {reach.examples.length > 0 && (
            <details>
              <summary className="more-of">Which would skip it</summary>
              <ul>
                {reach.examples.slice(0, 20).map((one) => (
                  <li key={one.computerId}>
                    <a href={`#/computers/${one.computerId}`}>{one.name}</a>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </>
      )}
    </aside>
  );
}

function Line({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

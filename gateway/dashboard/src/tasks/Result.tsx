import { outcomeLookOf } from '../gateway/states';
import type { ActionResult } from '../gateway/types';
import { State } from '../parts/State';
import { duration } from '../parts/Time';

/** How one action ended on one computer, and what it printed. */
export function Result({ action }: { action: ActionResult }) {
  return (
    <li>
      <div className="result">
        <State look={outcomeLookOf[action.outcome]}>{action.outcome === 'TimedOut' ? 'Timed out' : action.outcome}</State>
        <strong>{action.name}</strong>
        <span>{action.exitCode === null ? 'no exit code' : `exit code ${action.exitCode}`}</span>
        <span>{duration(action.startedAt, action.endedAt)}</span>
      </div>
      {action.reason && <p className="reason">{action.reason}</p>}
      {action.outputTail ? <pre tabIndex={0} role="region" aria-label={`Output of ${action.name}`}>{action.outputTail}</pre> : <p className="faint">It printed nothing.</p>}
    </li>
  );
}

import { lookOf, outcomeLookOf, wordOf } from '../gateway/states';
import type { ActionResult, TaskComputer } from '../gateway/types';
import { State } from '../parts/State';
import { duration, Time } from '../parts/Time';

/** One computer of a task; what its actions printed unfolds. */
export function ComputerRow({ computer }: { computer: TaskComputer }) {
  const moving = ['moving', 'busy', 'pending'].includes(lookOf[computer.state]);
  const line = (
    <>
      <a className="title" href={`#/computers/${computer.computerId}`}>
        {computer.name ?? computer.computerId}
      </a>
      <State look={lookOf[computer.state]}>{wordOf[computer.state]}</State>
      {moving ? (
        <progress max={100} value={computer.progress} aria-label={`Progress of ${computer.name ?? computer.computerId}`} />
      ) : (
        <span className="why">{computer.reason}</span>
      )}
      <span className="number">{computer.attempt > 1 ? `attempt ${computer.attempt}` : ''}</span>
      <span className="when">
        <Time at={computer.at} />
      </span>
    </>
  );
  return (
    <li>
      {computer.actions.length === 0 ? (
        <div className="row computer">{line}</div>
      ) : (
        <details>
          <summary className="row computer">{line}</summary>
          <ol className="results">
            {computer.actions.map((action) => (
              <Result key={action.number} action={action} />
            ))}
          </ol>
        </details>
      )}
    </li>
  );
}

function Result({ action }: { action: ActionResult }) {
  return (
    <li>
      <div className="result">
        <State look={outcomeLookOf[action.outcome]}>{action.outcome === 'TimedOut' ? 'Timed out' : action.outcome}</State>
        <strong>{action.name}</strong>
        <span>{action.exitCode === null ? 'no exit code' : `exit code ${action.exitCode}`}</span>
        <span>{duration(action.startedAt, action.endedAt)}</span>
      </div>
      {action.reason && <p className="reason">{action.reason}</p>}
      {action.outputTail ? <pre tabIndex={0} aria-label={`Output of ${action.name}`}>{action.outputTail}</pre> : <p className="faint">It printed nothing.</p>}
    </li>
  );
}

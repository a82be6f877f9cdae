import { lookOf, wordOf } from '../gateway/states';
import type { TaskComputer } from '../gateway/types';
import { State } from '../parts/State';
import { Time } from '../parts/Time';
import { Result } from './Result';

/** One computer of a task; what its actions printed unfolds. */
export function ComputerRow({ taskId, computer }: { taskId: string; computer: TaskComputer }) {
  const moving = ['moving', 'busy', 'pending'].includes(lookOf[computer.state]);
  const name = computer.name ?? computer.computerId;
  const line = (
    <>
      <a className="title" href={`#/tasks/${taskId}/${computer.computerId}`}>
        {name}
      </a>
      <State look={lookOf[computer.state]}>{wordOf[computer.state]}</State>
      {moving && computer.state !== 'Waiting' ? <progress max={100} value={computer.progress} aria-label={`Progress of ${name}`} /> : <span className="why">{computer.reason}</span>}
      <span className="number">{computer.attempt > 1 ? `attempt ${computer.attempt}` : computer.wave ? `wave ${computer.wave}` : ''}</span>
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

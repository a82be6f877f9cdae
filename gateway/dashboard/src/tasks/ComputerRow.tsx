import { lookOf, wordOf } from '../gateway/states';
import type { TaskComputer } from '../gateway/types';
import { State } from '../parts/State';
import { Time } from '../parts/Time';
import { Result } from './Result';

/** One computer of a task; what its actions printed unfolds. */
export function ComputerRow({ taskId, computer }: { taskId: string; computer: TaskComputer }) {
  const moving = ['moving', 'busy', 'pending'].includes(lookOf[computer.state]);
  const name = computer.name ?? computer.computerId;
  const path = `#/tasks/${taskId}/${computer.computerId}`;
  // What unfolds is a button itself, and may hold no link.
  const folds = computer.actions.length > 0;
  const line = (
    <>
      {folds ? <span className="title">{name}</span> : <a className="title" href={path}>{name}</a>}
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
      {!folds ? (
        <div className="row computer">{line}</div>
      ) : (
        <details>
          <summary className="row computer">{line}</summary>
          <ol className="results">
            {computer.actions.map((action) => (
              <Result key={action.number} action={action} />
            ))}
            <li>
              <a href={path}>Phase by phase</a>
            </li>
          </ol>
        </details>
      )}
    </li>
  );
}

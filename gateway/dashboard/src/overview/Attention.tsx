import { useEffect } from 'react';
import { useListing } from '../gateway/reading';
import type { Task } from '../gateway/types';
import { TaskRow } from '../tasks/TaskRow';

/** What stays as it is until a person does something; nothing at all where all is well. */
export function Attention({ errors, fenced, suppressed }: { errors: number; fenced: number; suppressed: number }) {
  const tasks = useListing<Task>('reports/tasks?errors=true', 5);
  const { reload } = tasks;
  useEffect(reload, [errors, reload]);
  if (!tasks.items || tasks.items.length + fenced + suppressed === 0) return null;
  return (
    <section aria-labelledby="attention">
      <div className="over-list">
        <h2 id="attention">Needs a person</h2>
        {tasks.more && <a href="#/tasks?errors=true">All of them</a>}
      </div>
      {fenced > 0 && (
        <p>
          {fenced === 1 ? 'One computer is' : `${fenced.toLocaleString('en')} computers are`} fenced, because two have one identity. <a href="#/computers?contact=fenced">Look at them</a>
        </p>
      )}
      {suppressed > 0 && (
        <p>
          Countermeasures on {suppressed.toLocaleString('en')} {suppressed === 1 ? 'computer' : 'computers'} were of no use and are not repeated. <a href="#/reports?tab=countermeasures">Look at them</a>
        </p>
      )}
      {tasks.items.length > 0 && (
        <ul className="rows">
          {tasks.items.map((task) => (
            <TaskRow key={task.id} task={task} />
          ))}
        </ul>
      )}
    </section>
  );
}

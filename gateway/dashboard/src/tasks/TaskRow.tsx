import { taskLookOf, taskWordOf } from '../gateway/states';
import type { Task } from '../gateway/types';
import { Bar, State } from '../parts/State';
import { Time } from '../parts/Time';

/** One task in a list. The whole row leads to its page. */
export function TaskRow({ task }: { task: Task }) {
  return (
    <li>
      <a className="row task" href={`#/tasks/${task.id}`}>
        <span className="title">{task.name}</span>
        <State look={taskLookOf[task.state]}>{taskWordOf[task.state]}</State>
        <Bar counts={task.counts} />
        <span className="number">
          {task.finished.toLocaleString('en')} / {task.computers.toLocaleString('en')}
          {task.failed > 0 && <em> {task.failed.toLocaleString('en')} failed</em>}
        </span>
        <span className="when">
          {task.state === 'Scheduled' && task.startAt ? <>starts <Time at={task.startAt} /></> : <Time at={task.createdAt} />}
        </span>
      </a>
    </li>
  );
}

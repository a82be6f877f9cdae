import { useChanges } from '../gateway/changes';
import { useListing, useThrottled } from '../gateway/reading';
import { taskWordOf } from '../gateway/states';
import type { Task } from '../gateway/types';
import { Head } from '../parts/Head';
import { List } from '../parts/List';
import { asked, Choice, Search } from '../parts/Narrow';
import { Empty } from '../parts/Notice';
import { narrow } from '../route';
import { TaskRow } from './TaskRow';

const filters = ['search', 'state', 'class', 'errors'];
const states = (['Running', 'Scheduled', 'Completed', 'CompletedWithErrors', 'Cancelled'] as const).map((state) => [state, taskWordOf[state]] as const);
const classes = [['Administrator', 'made by people'], ['AutomaticCountermeasure', 'countermeasures']] as const;

/** All tasks, the newest first. What they are narrowed by stands in the address. */
export function Tasks({ query }: { query: URLSearchParams }) {
  const tasks = useListing<Task>(`reports/tasks${asked(query, filters)}`);
  const narrowed = filters.some((name) => query.get(name));
  const readAgain = useThrottled(tasks.reload, 1500);
  useChanges((kind, change) => {
    // A row that is shown moves at once; whether others belong into the list is asked a little later.
    if (kind === 'task') tasks.change((items) => items.map((item) => (item.id === (change as Task).id ? { ...item, ...(change as Task) } : item)));
    if (kind === 'task' || kind === 'reload') readAgain();
  });
  return (
    <>
      <Head title="Tasks">
        <a className="button" href="#/tasks/templates">
          Templates
        </a>
        <a className="button primary" href="#/tasks/new">
          New task
        </a>
      </Head>
      <div className="over-list">
        <div className="filters">
          <Search label="Search tasks" placeholder="Name" value={query.get('search') ?? ''} />
          <Choice label="State" name="state" query={query} choices={states} all="any state" />
          <Choice label="Made by" name="class" query={query} choices={classes} all="made by anyone" />
          <button aria-pressed={query.get('errors') === 'true'} className="chip" onClick={() => narrow({ errors: query.get('errors') === 'true' ? '' : 'true' })}>
            With failures
          </button>
        </div>
        <a href="/api/reports/exports/tasks?format=csv" download>
          Export as CSV
        </a>
      </div>
      <List
        listing={tasks}
        empty={
          narrowed ? (
            <Empty title="No task fits">
              <button onClick={() => narrow({ search: '', state: '', class: '', errors: '' })}>Show all tasks</button>
            </Empty>
          ) : (
            <Empty title="No tasks yet">A task sends packages to computers and ID groups, or removes software from them.</Empty>
          )
        }
      >
        {(items) => (
          <ul className="rows">
            {items.map((task) => (
              <TaskRow key={task.id} task={task} />
            ))}
          </ul>
        )}
      </List>
    </>
  );
}

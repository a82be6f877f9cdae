import { useChanges } from '../gateway/changes';
import { useListing, useReading, useThrottled } from '../gateway/reading';
import { countOf, lookOf, order, wordOf } from '../gateway/states';
import type { OverviewFigures, Task } from '../gateway/types';
import { Head } from '../parts/Head';
import { More } from '../parts/More';
import { Empty, Loading, Trouble } from '../parts/Notice';
import { State } from '../parts/State';
import { TaskRow } from '../tasks/TaskRow';

/** Where everything stands: figures, counts by state, and the tasks with bars that move. */
export function Overview() {
  const figures = useReading<OverviewFigures>('reports/overview');
  const tasks = useListing<Task>('reports/tasks');
  const refresh = useThrottled(figures.reload, 1500);
  const readAgain = useThrottled(tasks.reload, 500);

  useChanges((kind, change) => {
    refresh();
    if (kind === 'reload') readAgain();
    if (kind === 'task') tasks.change((items) => withTask(items, change as Task));
  });

  return (
    <>
      <Head title="Overview">
        <a className="button primary" href="#/tasks/new">
          New task
        </a>
      </Head>
      {figures.problem && !figures.value && <Trouble problem={figures.problem} again={figures.reload} />}
      <Figures figures={figures.value} />
      <section aria-labelledby="tasks">
        <h2 id="tasks">Tasks</h2>
        {tasks.problem && <Trouble problem={tasks.problem} again={tasks.reload} />}
        {!tasks.items && !tasks.problem && <Loading />}
        {tasks.items?.length === 0 && (
          <Empty title="No tasks yet">
            Register a package under <a href="#/packages">Packages</a>, then make a task that sends it to computers or ID groups.
          </Empty>
        )}
        {tasks.items && tasks.items.length > 0 && (
          <ul className="rows">
            {tasks.items.map((task) => (
              <TaskRow key={task.id} task={task} />
            ))}
          </ul>
        )}
        <More more={tasks.more} />
      </section>
    </>
  );
}

function Figures({ figures }: { figures: OverviewFigures | undefined }) {
  const shown = figures ? order.filter((state) => countOf(figures.executions, state) > 0) : [];
  return (
    <div className="figures" aria-busy={!figures}>
      <Figure value={figures?.computers} name="Computers" to="#/computers" />
      <Figure value={figures?.groups} name="ID groups" to="#/groups" />
      <Figure value={figures?.packages} name="Packages" to="#/packages" />
      <Figure value={figures?.runningTasks} name="Tasks running" />
      <Figure value={figures?.failedExecutions} name="Need attention" alarming={(figures?.failedExecutions ?? 0) > 0} />
      {shown.length > 0 && (
        <ul className="legend" aria-label="Computers by state, over all tasks">
          {shown.map((state) => (
            <li key={state}>
              <State look={lookOf[state]}>{wordOf[state]}</State> <b>{countOf(figures!.executions, state).toLocaleString('en')}</b>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Figure({ value, name, to, alarming = false }: { value: number | undefined; name: string; to?: string; alarming?: boolean }) {
  const inner = (
    <>
      <b>{value === undefined ? '–' : value.toLocaleString('en')}</b>
      <span>{name}</span>
    </>
  );
  const look = alarming ? 'figure alarming' : 'figure';
  return to ? (
    <a className={look} href={to}>
      {inner}
    </a>
  ) : (
    <div className={look}>{inner}</div>
  );
}

function withTask(items: Task[], task: Task): Task[] {
  if (task.removedAt) return items.filter((item) => item.id !== task.id);
  return items.some((item) => item.id === task.id) ? items.map((item) => (item.id === task.id ? task : item)) : [task, ...items];
}

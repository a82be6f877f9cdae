import type { FleetFigures, PolicyCompliance } from '../gateway/fleet';
import { useChanges } from '../gateway/changes';
import { useListing, useReading, useThrottled } from '../gateway/reading';
import type { Listing } from '../gateway/reading';
import { countOf, lookOf, order, wordOf } from '../gateway/states';
import type { OverviewFigures, Task } from '../gateway/types';
import { Minutes } from '../parts/Course';
import { Figure } from '../parts/Figure';
import { Head } from '../parts/Head';
import { List } from '../parts/List';
import { Empty, Trouble } from '../parts/Notice';
import { State } from '../parts/State';
import { TaskRow } from '../tasks/TaskRow';
import { Attention } from './Attention';
import { ComplianceBars } from './ComplianceBars';

/** Where everything stands: figures, what needs a person, how fast results come, and the tasks with bars that move. */
export default function Overview() {
  const figures = useReading<OverviewFigures>('reports/overview');
  const fleet = useReading<FleetFigures>('computers/figures');
  const compliance = useListing<PolicyCompliance>('security-policies/compliance');
  const tasks = useListing<Task>('reports/tasks', 20);
  const refresh = useThrottled(() => {
    figures.reload();
    fleet.reload();
  }, 1500);
  const judge = useThrottled(compliance.reload, 10_000);
  const readAgain = useThrottled(tasks.reload, 500);

  useChanges((kind, change) => {
    refresh();
    judge();
    if (kind === 'reload') readAgain();
    if (kind === 'task') tasks.change((items) => withTask(items, change as Task));
  });

  const value = figures.value;
  return (
    <>
      <Head title="Overview">
        <a className="button primary" href="#/tasks/new">
          New task
        </a>
      </Head>
      {figures.problem && !value && <Trouble problem={figures.problem} again={figures.reload} />}
      <div className="figures" aria-busy={!value}>
        <Figure value={fleet.value?.online} name="Computers online" under={fleet.value && `of ${fleet.value.computers.toLocaleString('en')}`} to="#/computers" />
        <Figure value={value?.runningTasks} name="Tasks running" under={value && `${value.scheduledTasks.toLocaleString('en')} scheduled`} to="#/tasks?state=Running" />
        <Figure value={value?.failedExecutions} name="Need attention" under="failed or timed out" to="#/tasks?errors=true" alarming={(value?.failedExecutions ?? 0) > 0} />
        <Figure value={compliant(compliance)} name="Compliant" under="with security policies" to="#/security" />
        <Figure value={lately(value)} name="Results a minute" under="in the last five minutes" to="#/reports" />
        {value && <States figures={value} />}
      </div>
      <div className="columns">
        <div className="panel">
          <h2>Results of the last hour</h2>
          <Minutes points={value?.minutes ?? []} now={Date.now()} />
          <p className="ends" aria-hidden="true">
            <span>an hour ago</span>
            <span>now</span>
          </p>
        </div>
        <div className="panel">
          <h2>Compliance</h2>
          <ComplianceBars listing={compliance} />
        </div>
      </div>
      <Attention fenced={fleet.value?.fenced ?? 0} suppressed={compliance.items?.reduce((sum, policy) => sum + policy.suppressed, 0) ?? 0} errors={value?.failedExecutions ?? 0} />
      <section aria-labelledby="tasks">
        <div className="over-list">
          <h2 id="tasks">Latest tasks</h2>
          <a href="#/tasks">All tasks</a>
        </div>
        <List listing={{ ...tasks, more: undefined }} empty={<Empty title="No tasks yet">Register a package under <a href="#/packages">Packages</a>, then make a task that sends it to computers or ID groups.</Empty>}>
          {(items) => (
            <ul className="rows">
              {items.map((task) => (
                <TaskRow key={task.id} task={task} />
              ))}
            </ul>
          )}
        </List>
      </section>
    </>
  );
}

function States({ figures }: { figures: OverviewFigures }) {
  const shown = order.filter((state) => countOf(figures.executions, state) > 0);
  return shown.length === 0 ? null : (
    <ul className="legend" aria-label="Computers by state, over all tasks">
      {shown.map((state) => (
        <li key={state}>
          <State look={lookOf[state]}>{wordOf[state]}</State> <b>{countOf(figures.executions, state).toLocaleString('en')}</b>
        </li>
      ))}
    </ul>
  );
}

function compliant({ items }: Listing<PolicyCompliance>): string | undefined {
  if (!items) return undefined;
  const [met, all] = items.reduce(([fine, sum], one) => [fine + one.compliant, sum + one.compliant + one.violating + one.suppressed], [0, 0]);
  return all === 0 ? '–' : `${Math.floor((met / all) * 100)} %`;
}

function lately(figures: OverviewFigures | undefined): number | undefined {
  if (!figures) return undefined;
  const since = Date.now() - 5 * 60_000;
  const sum = figures.minutes.filter((point) => new Date(point.at).getTime() > since).reduce((total, point) => total + point.finished, 0);
  return Math.round(sum / 5);
}

function withTask(items: Task[], task: Task): Task[] {
  if (task.removedAt) return items.filter((item) => item.id !== task.id);
  return items.some((item) => item.id === task.id) ? items.map((item) => (item.id === task.id ? task : item)) : [task, ...items].slice(0, 20);
}

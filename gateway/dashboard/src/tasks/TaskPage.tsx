import { useEffect, useState } from 'react';
import { useChanges } from '../gateway/changes';
import type { ScheduledTask } from '../gateway/plans';
import { useReading, useThrottled } from '../gateway/reading';
import type { Breakdown } from '../gateway/reports';
import { taskLookOf, taskWordOf } from '../gateway/states';
import type { Task, TaskInFull } from '../gateway/types';
import { Approval } from '../access/Approval';
import { Head } from '../parts/Head';
import { Loading, Trouble } from '../parts/Notice';
import { Bar, State } from '../parts/State';
import { Tabs, tabOf } from '../parts/Tabs';
import { Time } from '../parts/Time';
import { TaskActions } from './TaskActions';
import { TaskBreakdown } from './TaskBreakdown';
import { TaskComputers } from './TaskComputers';
import { TaskFacts } from './TaskFacts';
import { TaskPlanShown } from './TaskPlanShown';
import { Waves } from './Waves';

const tabs = [['computers', 'Computers'], ['breakdown', 'Breakdown'], ['plan', 'What it does']] as const;

/** One task: how it stands as a whole, and on every computer. */
export function TaskPage({ id, query }: { id: string; query: URLSearchParams }) {
  const task = useReading<TaskInFull>(`reports/tasks/${id}`);
  const scheduled = useReading<ScheduledTask>(`tasks/${id}`);
  const breakdown = useReading<Breakdown>(`reports/tasks/${id}/breakdown`);
  const readTask = useThrottled(() => { task.reload(); scheduled.reload(); }, 800);
  const readFigures = useThrottled(breakdown.reload, 2000);

  useChanges((kind, change) => {
    if (kind === 'task' && (change as Task).id === id) {
      task.change((old) => ({ ...old, ...(change as Task) }));
      readTask();
      readFigures();
    }
    if (kind === 'reload') readTask();
  });

  // A task that was just created is known to the scheduling a moment before it is known to the reports.
  const [tries, setTries] = useState(0);
  const tooEarly = task.problem?.status === 404 && tries < 10;
  const { reload, problem } = task;
  useEffect(() => {
    if (!tooEarly) return;
    const again = window.setTimeout(() => {
      setTries((old) => old + 1);
      reload();
    }, 400);
    return () => window.clearTimeout(again);
  }, [tooEarly, problem, reload]);

  // That a wave passed, and may be followed by the next, is no change of any computer: nothing tells of it.
  const rolling = scheduled.value?.state === 'Started' && scheduled.value.rollout !== null;
  const readScheduled = scheduled.reload;
  useEffect(() => {
    if (!rolling) return;
    const timer = window.setInterval(readScheduled, 3000);
    return () => window.clearInterval(timer);
  }, [rolling, readScheduled]);

  const value = task.value;
  if (!value) return task.problem && !tooEarly ? <Trouble problem={task.problem} again={task.reload} /> : <Loading lines={8} />;
  const done = () => { task.reload(); scheduled.reload(); breakdown.reload(); };
  const tab = tabOf(query, tabs);
  return (
    <>
      <Head title={value.name} under={<TaskFacts task={value} scheduled={scheduled.value} />}>
        <TaskActions task={value} scheduled={scheduled.value} done={done} />
      </Head>
      {scheduled.value?.awaitsApproval && <Approval task={scheduled.value} done={done} />}
      {task.problem && <Trouble problem={task.problem} again={task.reload} />}
      <div className="standing">
        <State look={taskLookOf[value.state]}>{taskWordOf[value.state]}</State>
        <Bar counts={value.counts} thick />
        <span className="number">
          {value.finished.toLocaleString('en')} of {value.computers.toLocaleString('en')} finished
        </span>
      </div>
      {value.cancelReason && <p className="reason">Cancelled: {value.cancelReason}</p>}
      {scheduled.value?.hold && (
        <p className="reason">
          {scheduled.value.hold.halted ? 'Halted' : 'Paused'} <Time at={scheduled.value.hold.since} />: {scheduled.value.hold.reason}
        </p>
      )}
      {scheduled.value?.rollout && <Waves task={scheduled.value} waves={breakdown.value?.waves ?? []} done={done} />}
      <Tabs label="Views of the task" path={`tasks/${id}`} tabs={tabs} open={tab} />
      {tab === 'computers' && <TaskComputers task={value} query={query} tooEarly={tooEarly} />}
      {tab === 'breakdown' && (breakdown.value ? <TaskBreakdown task={value} breakdown={breakdown.value} /> : <Loading />)}
      {tab === 'plan' && (scheduled.value ? <TaskPlanShown task={scheduled.value} /> : scheduled.problem ? <Trouble problem={scheduled.problem} again={scheduled.reload} /> : <Loading />)}
    </>
  );
}

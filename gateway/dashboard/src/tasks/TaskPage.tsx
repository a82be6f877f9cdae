import { useEffect, useState } from 'react';
import { useChanges } from '../gateway/changes';
import { useListing, useReading, useThrottled } from '../gateway/reading';
import { taskLookOf, taskWordOf } from '../gateway/states';
import type { ExecutionChange, ExecutionState, Task, TaskComputer, TaskInFull } from '../gateway/types';
import { Head } from '../parts/Head';
import { More } from '../parts/More';
import { Empty, Loading, Trouble } from '../parts/Notice';
import { Bar, State } from '../parts/State';
import { Time } from '../parts/Time';
import { ComputerRow } from './ComputerRow';
import { StateFilter } from './StateFilter';
import { TaskActions } from './TaskActions';

/** One task: how it stands as a whole, and on every computer. */
export function TaskPage({ id }: { id: string }) {
  const [state, setState] = useState<ExecutionState | null>(null);
  const task = useReading<TaskInFull>(`reports/tasks/${id}`);
  const computers = useListing<TaskComputer>(`reports/tasks/${id}/computers${state ? `?state=${state}` : ''}`, 200);
  const readTask = useThrottled(task.reload, 800);
  const readComputers = useThrottled(computers.reload, 800);

  useChanges((kind, change) => {
    if (kind === 'task' && (change as Task).id === id) {
      task.change((old) => ({ ...old, ...(change as Task) }));
      readTask();
    }
    const moved = change as ExecutionChange;
    if (kind === 'execution' && moved.taskId === id) {
      computers.change((items) => items.map((item) => (item.computerId === moved.computerId ? { ...item, ...moved } : item)));
      // Results of actions, and computers that are new to the list or leave the filter, come with the next reading.
      readComputers();
    }
    if (kind === 'reload') {
      readTask();
      readComputers();
    }
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

  if (!task.value) return task.problem && !tooEarly ? <Trouble problem={task.problem} again={task.reload} /> : <Loading lines={8} />;
  return (
    <>
      <Head title={task.value.name} under={<Facts task={task.value} />}>
        <TaskActions task={task.value} done={() => { task.reload(); computers.reload(); }} />
      </Head>
      {task.problem && <Trouble problem={task.problem} again={task.reload} />}
      <div className="standing">
        <State look={taskLookOf[task.value.state]}>{taskWordOf[task.value.state]}</State>
        <Bar counts={task.value.counts} thick />
        <span className="number">
          {task.value.finished.toLocaleString('en')} of {task.value.computers.toLocaleString('en')} finished
        </span>
      </div>
      {task.value.cancelReason && <p className="reason">Cancelled: {task.value.cancelReason}</p>}
      <section aria-labelledby="computers">
        <h2 id="computers">Computers</h2>
        <StateFilter counts={task.value.counts} chosen={state} choose={setState} />
        {computers.problem && !tooEarly && <Trouble problem={computers.problem} again={computers.reload} />}
        {!computers.items && !computers.problem && <Loading />}
        {computers.items?.length === 0 && (
          <Empty title={state ? 'No computer is in this state' : 'No computer yet'}>
            {state ? 'Choose another state above.' : task.value.state === 'Scheduled' ? 'The computers are found when the task starts.' : 'Computers that join its ID groups appear here.'}
          </Empty>
        )}
        <ul className="rows">
          {computers.items?.map((computer) => (
            <ComputerRow key={computer.computerId} computer={computer} />
          ))}
        </ul>
        <More more={computers.more} />
      </section>
    </>
  );
}

function Facts({ task }: { task: TaskInFull }) {
  return (
    <>
      {task.kind === 'Uninstallation' ? 'Removes ' : 'Distributes '}
      {task.packages.map((item, i) => (
        <span key={item.id}>
          {i > 0 && ', '}
          <a href={`#/packages/${item.id}`}>{item.name ?? 'a removed package'}{item.softwareVersion ? ` ${item.softwareVersion}` : ''}</a>
        </span>
      ))}
      {task.groups.length > 0 && ' to '}
      {task.groups.map((group, i) => (
        <span key={group.id}>
          {i > 0 && ', '}
          <a href={`#/groups/${group.id}`}>{group.name ?? 'a removed ID group'}</a>
        </span>
      ))}
      {' · created '}
      <Time at={task.createdAt} />
      {task.startAt && !task.startedAt && <> · starts <Time at={task.startAt} /></>}
      {task.startedAt && <> · started <Time at={task.startedAt} /></>}
      {task.expiresAt && <> · expires <Time at={task.expiresAt} /></>}
    </>
  );
}

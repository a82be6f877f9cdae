import { useChanges } from '../gateway/changes';
import { useListing, useReading, useThrottled } from '../gateway/reading';
import { errorWord } from '../gateway/reports';
import type { ErrorClass } from '../gateway/reports';
import type { ExecutionChange, ExecutionState, Group, TaskComputer, TaskInFull } from '../gateway/types';
import { wordOf } from '../gateway/states';
import { List } from '../parts/List';
import { asked } from '../parts/Narrow';
import { Empty } from '../parts/Notice';
import { narrow } from '../route';
import { ComputerRow } from './ComputerRow';
import { StateFilter } from './StateFilter';
import { Again } from './TaskActions';

const filters = ['state', 'wave', 'error', 'exitCode', 'group'];

/** The computers of a task, narrowed by whatever the address says. */
export function TaskComputers({ task, query, tooEarly }: { task: TaskInFull; query: URLSearchParams; tooEarly: boolean }) {
  const computers = useListing<TaskComputer>(`reports/tasks/${task.id}/computers${asked(query, filters)}`, 200);
  const readAgain = useThrottled(computers.reload, 800);
  const state = query.get('state') as ExecutionState | null;
  const narrowed = filters.some((name) => query.get(name));
  useChanges((kind, change) => {
    const moved = change as ExecutionChange;
    if (kind === 'execution' && moved.taskId === task.id) {
      computers.change((items) => items.map((item) => (item.computerId === moved.computerId ? { ...item, ...moved } : item)));
      // Results of actions, and computers that are new to the list or leave the filter, come with the next reading.
      readAgain();
    }
    if (kind === 'reload') readAgain();
  });
  const listing = tooEarly ? { ...computers, problem: undefined } : computers;
  return (
    <section aria-label="Computers">
      <div className="over-list">
        <StateFilter counts={task.counts} chosen={state} choose={(chosen) => narrow({ state: chosen ?? '' })} />
        <Exports id={task.id} state={state} />
      </div>
      <Others query={query} />
      {state && <Again task={task} state={state} done={computers.reload} />}
      <List
        listing={listing}
        empty={
          <Empty title={narrowed ? 'No computer fits' : 'No computer yet'}>
            {narrowed ? <button onClick={() => narrow(Object.fromEntries(filters.map((name) => [name, ''])))}>Show all computers</button> : task.state === 'Scheduled' ? 'The computers are found when the task starts.' : 'Computers that join its ID groups appear here.'}
          </Empty>
        }
      >
        {(items) => (
          <ul className="rows">
            {items.map((computer) => (
              <ComputerRow key={computer.computerId} taskId={task.id} computer={computer} />
            ))}
          </ul>
        )}
      </List>
    </section>
  );
}

// What a figure of the breakdown led here by, each with a way out.
function Others({ query }: { query: URLSearchParams }) {
  const [wave, error, exitCode, group] = ['wave', 'error', 'exitCode', 'group'].map((name) => query.get(name));
  if (!wave && !error && !exitCode && !group) return null;
  return (
    <div className="filter">
      {wave && <Chip name="wave">Wave {wave}</Chip>}
      {error && <Chip name="error">{errorWord[error as ErrorClass] ?? error}</Chip>}
      {exitCode && <Chip name="exitCode">Exit code {exitCode}</Chip>}
      {group && <Chip name="group"><GroupName id={group} /></Chip>}
    </div>
  );
}

function Chip({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <button aria-pressed="true" title="Take this filter away" onClick={() => narrow({ [name]: '' })}>
      {children} <span aria-hidden="true">×</span>
    </button>
  );
}

function GroupName({ id }: { id: string }) {
  return <>{useReading<Group>(`groups/${id}`).value?.name ?? 'an ID group'}</>;
}

function Exports({ id, state }: { id: string; state: ExecutionState | null }) {
  const query = `id=${id}${state ? `&state=${state}` : ''}`;
  const what = state ? wordOf[state].toLowerCase() : 'all';
  return (
    <span className="links">
      <a href={`/api/reports/exports/task-computers?${query}&format=csv`} download title={`Computers (${what}) as CSV`}>
        CSV
      </a>
      <a href={`/api/reports/exports/task-computers?${query}&format=json`} download title={`Computers (${what}) as JSON`}>
        JSON
      </a>
      <a href={`/api/reports/tasks/${id}/print`} target="_blank" rel="noreferrer">
        Printed report
      </a>
    </span>
  );
}

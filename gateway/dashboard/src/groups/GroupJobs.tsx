import { useListing } from '../gateway/reading';
import type { GroupJob, Job } from '../gateway/reports';
import { request } from '../gateway/request';
import { countOf, taskLookOf, taskWordOf, wordOf } from '../gateway/states';
import type { ExecutionState } from '../gateway/types';
import { Jobs } from '../parts/Jobs';
import { List } from '../parts/List';
import { asked, Choice } from '../parts/Narrow';
import { Empty, Trouble } from '../parts/Notice';
import { Bar, State } from '../parts/State';
import { Time } from '../parts/Time';
import { useDeed } from '../parts/useDeed';
import { narrow } from '../route';

const keys: ExecutionState[] = ['Failed', 'TimedOut', 'Skipped', 'Waiting'];
const states = [...keys, 'Succeeded' as const].map((state) => [state, wordOf[state]] as const);

/** The jobs of an ID group, by task or by computer; what failed is carried out again from here. */
export function GroupJobs({ id, query }: { id: string; query: URLSearchParams }) {
  const byComputer = query.get('by') === 'computer';
  return (
    <section aria-label="Jobs">
      <div className="filter">
        <button aria-pressed={!byComputer} onClick={() => narrow({ by: '', state: '' })}>By task</button>
        <button aria-pressed={byComputer} onClick={() => narrow({ by: 'computer' })}>By computer</button>
        {byComputer && <Choice label="State" name="state" query={query} choices={states} all="any state" />}
      </div>
      {byComputer ? <ByComputer id={id} query={query} /> : <ByTask id={id} />}
    </section>
  );
}

function ByComputer({ id, query }: { id: string; query: URLSearchParams }) {
  return <Jobs jobs={useListing<Job>(`reports/groups/${id}/computers${asked(query, ['state'])}`)} by={['computer', 'task']} empty="No job" />;
}

function ByTask({ id }: { id: string }) {
  const jobs = useListing<GroupJob>(`reports/groups/${id}/jobs`);
  const { busy, problem, act } = useDeed(jobs.reload);
  return (
    <>
      {problem && <Trouble problem={problem} />}
      <List listing={jobs} empty={<Empty title="No task was ever for this ID group" />}>
        {(items) => (
          <ul className="rows">
            {items.map((job) => (
              <li key={job.taskId} className="row job">
                <a className="title" href={`#/tasks/${job.taskId}`}>
                  {job.name}
                </a>
                <State look={taskLookOf[job.state]}>{taskWordOf[job.state]}</State>
                <Bar counts={job.counts} />
                <span className="actions">
                  {keys.filter((key) => countOf(job.counts, key) > 0).map((key) => (
                    <button key={key} className="quiet" disabled={busy} title="Carry these out again, wherever the task did" onClick={() => void act(() => request(`tasks/${job.taskId}/retry`, { method: 'POST', body: { keys: [key] } }))}>
                      Retry {countOf(job.counts, key)} {wordOf[key].toLowerCase()}
                    </button>
                  ))}
                </span>
                <span className="when">
                  <Time at={job.createdAt} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </List>
    </>
  );
}

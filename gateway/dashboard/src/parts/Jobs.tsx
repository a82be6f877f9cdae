import type { Job } from '../gateway/reports';
import { errorWord } from '../gateway/reports';
import type { Listing } from '../gateway/reading';
import { request } from '../gateway/request';
import { lookOf, wordOf } from '../gateway/states';
import { List } from './List';
import { Empty, Trouble } from './Notice';
import { State } from './State';
import { Table } from './Table';
import type { Column } from './Table';
import { Time } from './Time';
import { useDeed } from './useDeed';

/** Tasks on computers, one row for each pair, with a way to carry one out again. */
export function Jobs({ jobs, by, empty }: { jobs: Listing<Job>; by: ('task' | 'computer')[]; empty: string }) {
  const { busy, problem, act } = useDeed(jobs.reload);
  const columns: Column<Job>[] = [
    ...(by.includes('computer') ? [{ name: 'Computer', cell: (job: Job) => <a className="title" href={`#/computers/${job.computerId}`}>{job.computerName ?? 'a removed computer'}</a> }] : []),
    ...(by.includes('task') ? [{ name: 'Task', cell: (job: Job) => <a className="title" href={`#/tasks/${job.taskId}/${job.computerId}`}>{job.taskName ?? 'a task'}</a> }] : []),
    { name: 'State', cell: (job) => <State look={lookOf[job.state]}>{wordOf[job.state]}</State> },
    { name: 'Why', cell: (job) => <span className="faint">{[job.error && errorWord[job.error], job.exitCode !== null && `exit code ${job.exitCode}`, job.reason].filter(Boolean)[0]}</span> },
    { name: 'Since', cell: (job) => <Time at={job.at} /> },
    { name: '', number: true, cell: (job) => job.again && <button className="quiet" disabled={busy} onClick={() => void act(() => request(job.again!.slice(1), { method: 'POST' }))}>Carry out again</button> },
  ];
  return (
    <>
      {problem && <Trouble problem={problem} />}
      <List listing={jobs} empty={<Empty title={empty} />}>
        {(items) => <Table label="Jobs" rows={items} keyOf={(job) => job.executionId} columns={columns} />}
      </List>
    </>
  );
}

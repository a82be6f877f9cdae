import { useListing } from '../gateway/reading';
import { taskLookOf, taskWordOf } from '../gateway/states';
import type { Task } from '../gateway/types';
import { List } from '../parts/List';
import { asked, Search } from '../parts/Narrow';
import { Empty } from '../parts/Notice';
import { State } from '../parts/State';
import { Table } from '../parts/Table';
import { Time } from '../parts/Time';

/** Each task's report: its breakdown, its printed form, and its computers as a file. */
export function TaskReports({ query }: { query: URLSearchParams }) {
  const tasks = useListing<Task>(`reports/tasks${asked(query, ['search'])}`);
  return (
    <section aria-label="Tasks">
      <div className="filters">
        <Search label="Search tasks" placeholder="Name" value={query.get('search') ?? ''} />
      </div>
      <List listing={tasks} empty={<Empty title="No task fits" />}>
        {(items) => (
          <Table label="Reports of tasks" rows={items} keyOf={(task) => task.id} columns={[
            { name: 'Task', cell: (task) => <a className="title" href={`#/tasks/${task.id}?tab=breakdown`}>{task.name}</a> },
            { name: 'State', cell: (task) => <State look={taskLookOf[task.state]}>{taskWordOf[task.state]}</State> },
            { name: 'Computers', number: true, cell: (task) => task.computers.toLocaleString('en') },
            { name: 'Succeeded', number: true, cell: (task) => task.counts.succeeded.toLocaleString('en') },
            { name: 'Failed', number: true, cell: (task) => task.failed.toLocaleString('en') },
            { name: 'Created', cell: (task) => <Time at={task.createdAt} /> },
            { name: 'Take away', cell: (task) => (
              <span className="links">
                <a href={`/api/reports/tasks/${task.id}/print`} target="_blank" rel="noreferrer" aria-label={`Print the report of ${task.name}`}>Print</a>
                <a href={`/api/reports/exports/task-computers?id=${task.id}&format=csv`} download aria-label={`Computers of ${task.name} as CSV`}>CSV</a>
                <a href={`/api/reports/exports/task-computers?id=${task.id}&format=json`} download aria-label={`Computers of ${task.name} as JSON`}>JSON</a>
              </span>
            ) },
          ]} />
        )}
      </List>
    </section>
  );
}

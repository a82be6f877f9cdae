import type { Breakdown, TaskGroup } from '../gateway/reports';
import { errorWord } from '../gateway/reports';
import { useListing } from '../gateway/reading';
import { shares } from '../gateway/states';
import type { TaskInFull } from '../gateway/types';
import { Course } from '../parts/Course';
import { Bar } from '../parts/State';
import { Clock, lasting } from '../parts/Time';

/** A task's figures by cause, by ID group and over time, and its slowest computers; each leads to its computers. */
export function TaskBreakdown({ task, breakdown }: { task: TaskInFull; breakdown: Breakdown }) {
  const groups = useListing<TaskGroup>(`reports/tasks/${task.id}/groups`);
  const path = `#/tasks/${task.id}`;
  return (
    <div className="columns">
      <section className="panel" aria-labelledby="course">
        <h2 id="course">Over time</h2>
        {breakdown.course.length === 0 ? (
          <p className="lead">No computer has finished yet.</p>
        ) : (
          <>
            <Course points={breakdown.course} of={task.computers} />
            <p className="ends">
              <Clock at={breakdown.course[0]!.at} />
              <Clock at={breakdown.course.at(-1)!.at} />
            </p>
          </>
        )}
      </section>
      <section className="panel" aria-labelledby="causes">
        <h2 id="causes">Causes of failure</h2>
        {breakdown.causes.length === 0 && <p className="lead">Nothing failed.</p>}
        <ul className="shares">
          {breakdown.causes.map((cause) => {
            const query = new URLSearchParams({ ...(cause.error ? { error: cause.error } : { state: cause.state }), ...(cause.exitCode === null ? {} : { exitCode: String(cause.exitCode) }) });
            return (
              <li key={query.toString()} className="share">
                <a className="linked" href={`${path}?${query}`}>
                  {cause.error ? errorWord[cause.error] : cause.state === 'TimedOut' ? 'Silent for too long' : 'Not told'}
                  {cause.exitCode !== null && <span className="faint"> {cause.exitCode}</span>}
                </a>
                <span className="bar" aria-hidden="true">
                  <i className="bad" style={{ flexGrow: cause.computers }} />
                  {task.failed > cause.computers && <i style={{ flexGrow: task.failed - cause.computers }} />}
                </span>
                <span className="number">{cause.computers.toLocaleString('en')}</span>
              </li>
            );
          })}
        </ul>
      </section>
      {task.groups.length > 0 && (
        <section className="panel" aria-labelledby="by-group">
          <h2 id="by-group">ID groups</h2>
          <ul className="shares">
            {groups.items?.map((group) => (
              <li key={group.groupId} className="share">
                <a className="linked" href={`${path}?group=${group.groupId}`}>
                  {group.name ?? 'a removed ID group'}
                </a>
                <Bar counts={group.counts} />
                <span className="number">{shares(group.counts).reduce((sum, share) => sum + share.count, 0).toLocaleString('en')}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="panel" aria-labelledby="slowest">
        <h2 id="slowest">Slowest computers</h2>
        {breakdown.slowest.length === 0 && <p className="lead">No computer has finished yet.</p>}
        <ol className="shares">
          {breakdown.slowest.map((one) => (
            <li key={one.computerId} className="share">
              <a className="linked" href={`${path}/${one.computerId}`}>
                {one.name ?? one.computerId}
              </a>
              <span className="bar" aria-hidden="true">
                <i className="busy plain" style={{ flexGrow: one.seconds }} />
                {breakdown.slowest[0]!.seconds > one.seconds && <i style={{ flexGrow: breakdown.slowest[0]!.seconds - one.seconds }} />}
              </span>
              <span className="number">{lasting(one.seconds)}</span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

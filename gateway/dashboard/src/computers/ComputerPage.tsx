import { useChanges } from '../gateway/changes';
import { useListing, useReading, useThrottled } from '../gateway/reading';
import type { Computer, HistoryLine } from '../gateway/types';
import { Head } from '../parts/Head';
import { More } from '../parts/More';
import { Empty, Loading, Trouble } from '../parts/Notice';
import { Clock, Time } from '../parts/Time';
import { Line } from './Line';
import { systemName } from './systems';

/** One computer and everything that ever happened to it, the newest first. */
export function ComputerPage({ id }: { id: string }) {
  const computer = useReading<Computer>(`computers/${id}`);
  const history = useListing<HistoryLine>(`reports/computers/${id}/history`);
  const readAgain = useThrottled(history.reload, 2000);
  // The stream does not say which computers a task moved on, but nothing happens to a computer without one of these.
  useChanges((kind) => {
    if (kind === 'task' || kind === 'computer' || kind === 'reload') readAgain();
  });
  const gone = computer.problem?.status === 404;
  const facts = computer.value && (
    <>
      {systemName(computer.value.operatingSystem)}, {computer.value.architecture} · enrolled <Time at={computer.value.enrolledAt} />
    </>
  );
  return (
    <>
      <Head title={computer.value?.name ?? (gone ? 'A removed computer' : 'Computer')} under={facts ?? (gone ? 'It left the platform; its history stays.' : undefined)} />
      {computer.problem && !gone && <Trouble problem={computer.problem} again={computer.reload} />}
      <section aria-labelledby="history">
        <h2 id="history">Time line</h2>
        {history.problem && (history.problem.status === 404 ? <Empty title="Nothing happened yet" /> : <Trouble problem={history.problem} again={history.reload} />)}
        {!history.items && !history.problem && <Loading />}
        <ol className="timeline">
          {history.items?.map((line) => (
            <li key={line.id}>
              <span className="when">
                <Clock at={line.at} />
              </span>
              <Line line={line} />
            </li>
          ))}
        </ol>
        <More more={history.more} />
      </section>
    </>
  );
}

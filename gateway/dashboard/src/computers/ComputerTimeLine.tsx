import { useChanges } from '../gateway/changes';
import { useListing, useReading, useThrottled } from '../gateway/reading';
import type { HistoryLine } from '../gateway/types';
import { List } from '../parts/List';
import { Empty } from '../parts/Notice';
import { Clock } from '../parts/Time';
import { narrow } from '../route';
import { Line } from './Line';

interface Then { name: string | null; present: boolean; agentVersion: string | null; groups: { id: string; name: string | null }[] }

/** Everything that ever happened to a computer, the newest first; as of any moment, too. */
export function ComputerTimeLine({ id, query }: { id: string; query: URLSearchParams }) {
  const asOf = query.get('asOf');
  const history = useListing<HistoryLine>(`reports/computers/${id}/history${asOf ? `?asOf=${encodeURIComponent(asOf)}` : ''}`);
  const readAgain = useThrottled(history.reload, 2000);
  // The stream does not say which computers a task moved on, but nothing happens to a computer without one of these.
  useChanges((kind) => {
    if (!asOf && (kind === 'task' || kind === 'computer' || kind === 'reload')) readAgain();
  });
  const nothing = history.problem?.status === 404;
  return (
    <section aria-label="Time line">
      <div className="over-list">
        <label className="inline">
          As of
          <input type="datetime-local" value={asOf ? local(asOf) : ''} onChange={(event) => narrow({ asOf: event.target.value ? new Date(event.target.value).toISOString() : '' })} />
        </label>
        <a href={`/api/reports/exports/computer-history?id=${id}&format=csv`} download>
          Export as CSV
        </a>
      </div>
      {asOf && <AsItWas id={id} asOf={asOf} />}
      <List listing={nothing ? { ...history, problem: undefined, items: [] } : history} empty={<Empty title={asOf ? 'Nothing had happened by then' : 'Nothing happened yet'} />}>
        {(items) => (
          <ol className="timeline">
            {items.map((line) => (
              <li key={line.id}>
                <span className="when">
                  <Clock at={line.at} />
                </span>
                <Line line={line} />
              </li>
            ))}
          </ol>
        )}
      </List>
    </section>
  );
}

function AsItWas({ id, asOf }: { id: string; asOf: string }) {
  const then = useReading<Then>(`reports/computers/${id}?asOf=${encodeURIComponent(asOf)}`).value;
  if (!then) return null;
  return (
    <p className="lead">
      Then it {then.present ? `was called ${then.name}` : 'was not on the platform'}
      {then.agentVersion && `, had agent ${then.agentVersion}`}
      {then.groups.length > 0 && `, and was in ${then.groups.map((group) => group.name ?? 'a removed ID group').join(', ')}`}.
    </p>
  );
}

function local(moment: string): string {
  const at = new Date(moment);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

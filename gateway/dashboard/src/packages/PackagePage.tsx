import { useState } from 'react';
import { useListing, useReading } from '../gateway/reading';
import { Problem, request } from '../gateway/request';
import type { Package } from '../gateway/types';
import { Head } from '../parts/Head';
import { Loading, Trouble } from '../parts/Notice';
import { size, Time } from '../parts/Time';
import { go } from '../route';

interface Change {
  version: number;
  what: string;
  at: string;
}

/** One package: what it is, what was changed about it, and what to do with it. */
export function PackagePage({ id }: { id: string }) {
  const reading = useReading<Package>(`packages/${id}`);
  const history = useListing<Change>(`packages/${id}/history`);
  const [problem, setProblem] = useState<Problem>();
  const item = reading.value;

  const remove = async () => {
    if (!item || !window.confirm(`Remove the package '${item.name}'? Its history stays readable.`)) return;
    try {
      await request(`packages/${id}`, { method: 'DELETE' });
      go('packages');
    } catch (fault) {
      setProblem(fault instanceof Problem ? fault : new Problem(0, String(fault)));
    }
  };

  if (!item) return reading.problem ? <Trouble problem={reading.problem} again={reading.reload} /> : <Loading lines={8} />;
  return (
    <>
      <Head title={`${item.name} ${item.softwareVersion}`.trim()} under={<>{item.kind} · registered <Time at={item.registeredAt} /></>}>
        <a className="button primary" href={`#/tasks/new?package=${id}`}>
          Distribute
        </a>
        <a className="button" href={`/api/packages/${id}/content`}>
          Download
        </a>
        <button onClick={remove}>Remove</button>
      </Head>
      {problem && <Trouble problem={problem} />}
      <dl className="facts">
        {factsOf(item).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <section aria-labelledby="history">
        <h2 id="history">History</h2>
        {!history.items && <Loading lines={2} />}
        <ol className="timeline">
          {history.items?.map((change) => (
            <li key={change.version}>
              <span className="when">
                <Time at={change.at} />
              </span>
              <span>
                {change.what} <span className="faint">revision {change.version}</span>
              </span>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

function factsOf(item: Package): [string, string][] {
  const facts: [string, string | null][] = [
    ['File', `${item.fileName}, ${size(item.contentSize)}`],
    ['Install command', item.installCommand],
    ['Uninstall command', item.uninstallCommand],
    ['Name on the computer', item.softwareName],
    ['Folder on the computer', item.destinationFolder],
    ['Time limit', item.kind === 'Files' ? null : `${item.timeLimitSeconds.toLocaleString('en')} s`],
    ['SHA-256', item.contentSha256],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}

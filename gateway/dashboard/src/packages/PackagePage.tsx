import { useState } from 'react';
import { useChanges } from '../gateway/changes';
import { useListing, useReading } from '../gateway/reading';
import { Problem, request } from '../gateway/request';
import type { Package, PackageChange } from '../gateway/types';
import { Head } from '../parts/Head';
import { Empty, Loading, Trouble } from '../parts/Notice';
import { Time } from '../parts/Time';
import { go } from '../route';
import { describe } from './describe';
import { InUse } from './InUse';
import { Revisions } from './Revisions';

/** One package: what it is (or was, as of a revision), what was changed about it, and what to do with it. */
export function PackagePage({ id, revision }: { id: string; revision: string | null }) {
  const reading = useReading<Package>(`packages/${id}${revision ? `?revision=${encodeURIComponent(revision)}` : ''}`);
  const history = useListing<PackageChange>(`packages/${id}/history`, 1000);
  const [problem, setProblem] = useState<Problem>();
  const item = reading.value;
  useChanges((kind, change) => {
    if (kind === 'reload' || (kind === 'package' && (change as { id: string }).id === id)) {
      reading.reload();
      history.reload();
    }
  });

  const remove = async () => {
    if (!item || !window.confirm(`Remove the package '${item.name}'? Its history stays readable.`)) return;
    setProblem(undefined);
    try {
      await request(`packages/${id}`, { method: 'DELETE' });
      go('packages');
    } catch (fault) {
      setProblem(fault instanceof Problem ? fault : new Problem(0, String(fault)));
    }
  };

  if (!item && reading.problem?.status === 404 && history.items) return <Removed history={history.items} />;
  if (!item) return reading.problem ? <Trouble problem={reading.problem} again={reading.reload} /> : <Loading lines={8} />;
  return (
    <>
      <Head title={`${item.name} ${item.softwareVersion}`.trim()} under={<>{item.kind} · registered <Time at={item.registeredAt} /> · revision {item.version}</>}>
        {revision ? (
          <a className="button" href={`#/packages/${id}`}>
            Show the newest
          </a>
        ) : (
          <>
            <a className="button primary" href={`#/tasks/new?package=${id}`}>
              Distribute
            </a>
            <a className="button" href={`#/packages/${id}/edit`}>
              Edit
            </a>
            <a className="button" href={`/api/packages/${id}/content`}>
              Download
            </a>
            <button onClick={remove}>Remove</button>
          </>
        )}
      </Head>
      {problem?.status === 409 ? <InUse problem={problem} /> : problem && <Trouble problem={problem} />}
      {revision && <div className="notice">This is the package as it was at revision {item.version}. Computers that got a task then, got it so.</div>}
      {describe(item).map((part) => (
        <section key={part.title} aria-label={part.title}>
          <h2>{part.title}</h2>
          <dl className="facts">
            {part.facts.map((fact) => (
              <div key={fact.name}>
                <dt>{fact.name}</dt>
                <dd>{fact.value}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <section aria-labelledby="history">
        <h2 id="history">History</h2>
        {!history.items && <Loading lines={2} />}
        {history.items && <Revisions id={id} history={history.items} shown={item.version} />}
      </section>
    </>
  );
}

function Removed({ history }: { history: PackageChange[] }) {
  const last = history.findLast((change) => change.attributes);
  return (
    <>
      <Head title={last?.attributes ? `${last.attributes.name} ${last.attributes.softwareVersion}`.trim() : 'Package'} under="Removed" />
      <Empty title="This package was removed">What it was is in its history.</Empty>
      <Revisions id="" history={history} shown={0} />
    </>
  );
}

import { useEffect, useState } from 'react';
import { newId } from '../gateway/newId';
import { request } from '../gateway/request';
import { Ask } from '../parts/Ask';
import { Trouble } from '../parts/Notice';
import { State } from '../parts/State';
import { useDeed } from '../parts/useDeed';

interface Report { id: string; queue: string; told: string[]; expected: string[]; endedAt: string | null; outcome: string | null }

/** Builds the reports' tables anew from the services' logs, while everything goes on. */
export function Rebuild() {
  const [report, setReport] = useState<Report>();
  const { busy, problem, act } = useDeed();
  const underWay = report !== undefined && report.endedAt === null;
  useEffect(() => {
    if (!report || report.endedAt) return;
    const timer = window.setTimeout(() => void act(async () => setReport(await request<Report>(`reports/rebuilds/${report.id}`))), 1500);
    return () => window.clearTimeout(timer);
  }, [report, act]);
  const begin = () => act(async () => {
    const id = newId();
    const begun = await request<Report>(`reports/rebuilds/${id}`, { method: 'PUT' });
    for (const service of begun.expected) await request(`retellings/${service}/${id}`, { method: 'PUT', body: { queue: begun.queue } });
    setReport(begun);
  });
  return (
    <section className="panel" aria-labelledby="rebuild">
      <h2 id="rebuild">Reports</h2>
      <p className="lead">They can be built anew from what the services have recorded. The present ones are shown until that is done.</p>
      {report && (
        <p role="status">
          {underWay ? <State look="busy">Being built</State> : <State look={report.outcome === 'Completed' ? 'good' : 'late'}>{report.outcome === 'Completed' ? 'Built anew' : 'Given up'}</State>} {report.told.length} of {report.expected.length} services have told their history
        </p>
      )}
      <span>
        <Ask label="Build the reports anew" title="Build the reports anew?" confirm="Build" disabled={busy || underWay} act={() => void begin()}>
          <p>Every service tells its whole history once more. With a long one that takes a while and costs the database work.</p>
        </Ask>
      </span>
      {problem && <Trouble problem={problem} />}
    </section>
  );
}

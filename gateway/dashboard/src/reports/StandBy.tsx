import { useListing } from '../gateway/reading';
import type { Job } from '../gateway/reports';
import { Jobs } from '../parts/Jobs';

/** What waits for computers that could not be reached, the longest first. */
export function StandBy() {
  const jobs = useListing<Job>('reports/stand-by');
  return (
    <section aria-label="Stand-by">
      <div className="over-list">
        <p className="lead">These computers were not reached within the retry window. Their work goes on when they make contact.</p>
        <a href="/api/reports/exports/stand-by?format=csv" download>
          Export as CSV
        </a>
      </div>
      <Jobs jobs={jobs} by={['computer', 'task']} empty="Nothing stands by" />
    </section>
  );
}

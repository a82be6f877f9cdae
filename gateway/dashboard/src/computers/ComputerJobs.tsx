import { useListing } from '../gateway/reading';
import type { Job } from '../gateway/reports';
import { order, wordOf } from '../gateway/states';
import { Jobs } from '../parts/Jobs';
import { asked, Choice } from '../parts/Narrow';

const states = order.map((state) => [state, wordOf[state]] as const);

/** All tasks of one computer, as the predecessors show the jobs of a host. */
export function ComputerJobs({ id, query }: { id: string; query: URLSearchParams }) {
  const jobs = useListing<Job>(`reports/computers/${id}/jobs${asked(query, ['state'])}`);
  return (
    <section aria-label="Jobs">
      <div className="over-list">
        <Choice label="State" name="state" query={query} choices={states} all="any state" />
        <a href={`/api/reports/exports/computer-jobs?id=${id}&format=csv`} download>
          Export as CSV
        </a>
      </div>
      <Jobs jobs={jobs} by={['task']} empty="No job" />
    </section>
  );
}

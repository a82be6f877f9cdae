import { useCallback, useState } from 'react';
import { useReading } from '../gateway/reading';
import { request } from '../gateway/request';
import type { PageProps } from '../pages';
import { Head } from '../parts/Head';
import { More } from '../parts/More';
import { asked, Choice, Search } from '../parts/Narrow';
import { Empty, Loading, Trouble } from '../parts/Notice';
import { Table } from '../parts/Table';
import { Clock } from '../parts/Time';
import { useDeed } from '../parts/useDeed';

interface Row { at: string; who: string; kind: string; address: string | null; method: string; route: string; noun: string | null; id: string | null; what: string }
interface AuditPage { rows: Row[]; next: string | null }

const nouns = [['tasks', 'tasks'], ['packages', 'packages'], ['computers', 'computers'], ['groups', 'ID groups'], ['policies', 'policies'], ['security-policies', 'security policies'], ['enrolment-keys', 'enrolment keys']] as const;
const pages: Record<string, string> = { tasks: 'tasks', packages: 'packages', computers: 'computers', groups: 'groups', policies: 'policies', 'security-policies': 'security' };

/** Who did what, the newest first. */
export default function Audit({ query }: PageProps) {
  const path = `reports/audit${asked(query, ['who', 'noun'])}`;
  const first = useReading<AuditPage>(path);
  return (
    <>
      <Head title="Audit" under="Who changed what, and from where." />
      <div className="filters">
        <Search label="Who" name="who" placeholder="Who" value={query.get('who') ?? ''} />
        <Choice label="What was changed" name="noun" query={query} choices={nouns} all="anything" />
      </div>
      {!first.value && (first.problem ? first.problem.status === 404 ? <Empty title="No audit here">This installation does not record who did what.</Empty> : <Trouble problem={first.problem} again={first.reload} /> : <Loading />)}
      {first.value && <Rows key={path} path={path} first={first.value} />}
    </>
  );
}

function Rows({ path, first }: { path: string; first: AuditPage }) {
  const [rest, setRest] = useState<AuditPage>();
  const { problem, act } = useDeed();
  const next = rest ? rest.next : first.next;
  const more = useCallback(() => void act(async () => {
    const page = await request<AuditPage>(`${path}${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(next!)}`);
    setRest((old) => ({ rows: [...(old?.rows ?? []), ...page.rows], next: page.next }));
  }), [act, path, next]);
  const rows = [...first.rows, ...(rest?.rows ?? [])].map((row, number) => ({ ...row, number }));
  if (rows.length === 0) return <Empty title="Nothing was done" />;
  return (
    <>
      <Table label="Audit" rows={rows} keyOf={(row) => String(row.number)} columns={[
        { name: 'When', cell: (row) => <Clock at={row.at} /> },
        { name: 'Who', cell: (row) => <>{row.who} <span className="faint">{row.kind}</span></> },
        { name: 'What', cell: (row) => (row.noun && row.id && pages[row.noun] ? <a href={`#/${pages[row.noun]}/${row.id}`}>{row.what}</a> : row.what) },
        { name: 'Request', cell: (row) => <code>{row.method} {row.route}</code> },
        { name: 'From', cell: (row) => row.address },
      ]} />
      {problem && <Trouble problem={problem} />}
      <More more={next ? more : undefined} />
    </>
  );
}

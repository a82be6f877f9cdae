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

interface Change { noun: string; id: string; events: { kind: string }[] }
interface Row { auditId: string; at: string; callerName: string; callerKind: string; address: string | null; action: string; noun: string; subjectId: string; changes: Change[] }
interface AuditPage { items: Row[]; next: string | null }

const nouns = [['distribution-task', 'tasks'], ['package', 'packages'], ['computer', 'computers'], ['group', 'ID groups'], ['membership', 'members of ID groups'], ['policy', 'policies'], ['security-policy', 'security policies'], ['enrolment-key', 'enrolment keys'], ['refusal', 'refused attempts']] as const;
const pages: Record<string, string> = { 'distribution-task': 'tasks', package: 'packages', computer: 'computers', group: 'groups', policy: 'policies', 'security-policy': 'security' };

/** What was recorded, in words: 'GroupRenamed' is 'Group renamed'. */
const told = (row: Row) =>
  [...new Set(row.changes.flatMap((change) => change.events.map((event) => event.kind.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))))].join(', ');

/** Who did what, the newest first. */
export default function Audit({ query }: PageProps) {
  const path = `reports/audit${asked(query, ['caller', 'noun'])}`;
  const first = useReading<AuditPage>(path);
  return (
    <>
      <Head title="Audit" under="Who changed what, and from where." />
      <div className="filters">
        <Search label="Who" name="caller" placeholder="Who (whole name)" value={query.get('caller') ?? ''} />
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
    setRest((old) => ({ items: [...(old?.items ?? []), ...page.items], next: page.next }));
  }), [act, path, next]);
  const rows = [...first.items, ...(rest?.items ?? [])];
  if (rows.length === 0) return <Empty title="Nothing was done" />;
  return (
    <>
      <Table label="Audit" rows={rows} keyOf={(row) => row.auditId} columns={[
        { name: 'When', cell: (row) => <Clock at={row.at} /> },
        { name: 'Who', cell: (row) => <>{row.callerName} <span className="faint">{row.callerKind}</span></> },
        { name: 'What', cell: (row) => (pages[row.noun] ? <a href={`#/${pages[row.noun]}/${row.subjectId}`}>{told(row)}</a> : told(row)) },
        { name: 'Request', cell: (row) => <code>{row.action}</code> },
        { name: 'From', cell: (row) => row.address },
      ]} />
      {problem && <Trouble problem={problem} />}
      <More more={next ? more : undefined} />
    </>
  );
}

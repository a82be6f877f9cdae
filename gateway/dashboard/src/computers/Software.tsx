import { useCallback, useEffect, useState } from 'react';
import type { Inventory, SoftwareItem } from '../gateway/fleet';
import { useReading } from '../gateway/reading';
import { request } from '../gateway/request';
import { More } from '../parts/More';
import { Empty, Loading, Trouble } from '../parts/Notice';
import { Table } from '../parts/Table';
import { useDeed } from '../parts/useDeed';

/** What is installed on a computer. */
export function Software({ id }: { id: string }) {
  const first = useReading<Inventory>(`computers/${id}/inventory?limit=500`);
  const [rest, setRest] = useState<{ items: SoftwareItem[]; next: string | null }>();
  const [wanted, setWanted] = useState('');
  const { problem, act } = useDeed();
  useEffect(() => setRest(undefined), [first.value]);
  const next = rest ? rest.next : first.value?.software.next;
  const more = useCallback(() => void act(async () => {
    const page = await request<Inventory>(`computers/${id}/inventory?limit=500&after=${encodeURIComponent(next!)}`);
    setRest((old) => ({ items: [...(old?.items ?? []), ...page.software.items], next: page.software.next }));
  }), [act, id, next]);
  if (!first.value) return first.problem ? <Trouble problem={first.problem} again={first.reload} /> : <Loading />;
  const all = [...first.value.software.items, ...(rest?.items ?? [])];
  const sought = wanted.trim().toLowerCase();
  const shown = sought ? all.filter((item) => `${item.name} ${item.publisher ?? ''}`.toLowerCase().includes(sought)) : all;
  return (
    <section aria-label="Software">
      <div className="over-list">
        <input type="search" aria-label="Narrow the software" placeholder="Narrow" value={wanted} onChange={(event) => setWanted(event.target.value)} />
        <span className="faint">{first.value.softwareCount.toLocaleString('en')} installed</span>
      </div>
      {problem && <Trouble problem={problem} />}
      {all.length === 0 ? <Empty title="No software is known">The agent tells it at its first contact.</Empty> : (
        <Table label="Installed software" rows={shown} keyOf={(item) => `${item.name} ${item.version} ${item.productCode} ${item.architecture}`} columns={[
          { name: 'Name', cell: (item) => item.name },
          { name: 'Version', cell: (item) => item.version },
          { name: 'Publisher', cell: (item) => item.publisher },
          { name: 'Processor', cell: (item) => item.architecture },
        ]} />
      )}
      <More more={next ? more : undefined} />
    </section>
  );
}

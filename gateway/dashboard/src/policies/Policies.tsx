import { useState } from 'react';
import type { Policy } from '../gateway/fleet';
import { useListing } from '../gateway/reading';
import { request } from '../gateway/request';
import type { Group } from '../gateway/types';
import { Head } from '../parts/Head';
import { List } from '../parts/List';
import { Choice, Search } from '../parts/Narrow';
import { Empty, Trouble } from '../parts/Notice';
import { useDeed } from '../parts/useDeed';
import { describe } from './describe';
import { PolicyRow } from './PolicyRow';

interface Imported { set: number; changed: number; unchanged: number }

/** The rules by which computers join ID groups; as a document they can be taken out and brought in. */
export function Policies({ query }: { query: URLSearchParams }) {
  const group = query.get('group');
  const policies = useListing<Policy>(`policies${group ? `?groupId=${group}` : ''}`, 1000);
  const groups = useListing<Group>('groups', 1000).items ?? [];
  const { busy, problem, act } = useDeed(policies.reload);
  const [imported, setImported] = useState<Imported>();
  const nameOf = (id: string) => groups.find((one) => one.id === id)?.name;
  const sought = query.get('search')?.trim().toLowerCase() ?? '';
  const bring = (file: File | undefined) => {
    if (file) void act(async () => setImported(await request<Imported>('policies/import', { method: 'POST', text: { type: 'application/json', body: file } })));
  };
  return (
    <>
      <Head title="Policies" under="New and changed computers join ID groups by what they are.">
        <label className="button">
          Import
          <input type="file" accept=".json,application/json" className="unseen" disabled={busy} onChange={(event) => { bring(event.target.files?.[0]); event.target.value = ''; }} />
        </label>
        <a className="button" href="/api/policies/export" download="policies.json">
          Export
        </a>
        <a className="button primary" href={`#/policies/new${group ? `?group=${group}` : ''}`}>
          New policy
        </a>
      </Head>
      {problem && <Trouble problem={problem} />}
      {Object.entries(problem?.errors ?? {}).slice(0, 20).map(([field, said]) => (
        <p key={field} className="reason">
          {field}: {said.join(' ')}
        </p>
      ))}
      {imported && (
        <p className="good-note" role="status">
          Imported: {imported.set} new, {imported.changed} changed, {imported.unchanged} unchanged.
        </p>
      )}
      <div className="filters">
        <Search label="Search policies" placeholder="Condition or ID group" value={query.get('search') ?? ''} />
        <Choice label="ID group" name="group" query={query} choices={groups.map((one) => [one.id, one.name] as const)} all="any ID group" />
      </div>
      <List listing={policies} empty={<Empty title="No policies yet">A policy says which computers join an ID group by themselves.</Empty>}>
        {(items) => {
          const shown = items.filter((policy) => !sought || `${describe(policy)} ${nameOf(policy.groupId) ?? ''}`.toLowerCase().includes(sought));
          return shown.length === 0 ? <Empty title="No policy fits" /> : (
            <ul className="rows">
              {shown.map((policy) => (
                <PolicyRow key={policy.id} policy={policy} group={nameOf(policy.groupId) ?? 'an ID group'} />
              ))}
            </ul>
          );
        }}
      </List>
    </>
  );
}

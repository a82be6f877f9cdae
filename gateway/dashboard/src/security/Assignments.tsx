import type { SecurityPolicy } from '../gateway/fleet';
import { useListing, useReading } from '../gateway/reading';
import { request } from '../gateway/request';
import type { Group } from '../gateway/types';
import { said, Standing } from '../overview/ComplianceBars';
import { Empty, Trouble } from '../parts/Notice';
import { useDeed } from '../parts/useDeed';

interface Counted { compliant: number; violating: number; suppressed: number }

/** The ID groups whose members a security policy judges. */
export function Assignments({ policy, changed }: { policy: SecurityPolicy; changed: () => void }) {
  const groups = useListing<Group>('groups', 1000).items ?? [];
  const { busy, problem, act } = useDeed(changed);
  const assign = (groupId: string, method: 'PUT' | 'DELETE') => void act(() => request(`security-policies/${policy.id}/groups/${groupId}`, { method }));
  const others = groups.filter((group) => !policy.groupIds.includes(group.id));
  return (
    <section aria-label="ID groups">
      {others.length > 0 && (
        <span>
          <select aria-label="Assign to an ID group" value="" disabled={busy} onChange={(event) => assign(event.target.value, 'PUT')}>
            <option value="">Assign to an ID group…</option>
            {others.map((group) => (
              <option key={group.id} value={group.id}>
                {group.name}
              </option>
            ))}
          </select>
        </span>
      )}
      {problem && <Trouble problem={problem} />}
      {policy.groupIds.length === 0 && <Empty title="Nobody is judged by it yet">Assign it to an ID group.</Empty>}
      <ul className="rows">
        {policy.groupIds.map((id) => (
          <li key={id} className="row assignment">
            <a className="title" href={`#/groups/${id}`}>
              {groups.find((group) => group.id === id)?.name ?? 'an ID group'}
            </a>
            <Counts policyId={policy.id} groupId={id} />
            <button className="quiet" disabled={busy} onClick={() => assign(id, 'DELETE')}>
              Take away
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Counts({ policyId, groupId }: { policyId: string; groupId: string }) {
  const { value } = useReading<Counted>(`security-policies/${policyId}/groups/${groupId}/compliance`);
  return value ? (
    <>
      <Standing policy={value} />
      <span className="number">{said(value)}</span>
    </>
  ) : (
    <>
      <span />
      <span />
    </>
  );
}

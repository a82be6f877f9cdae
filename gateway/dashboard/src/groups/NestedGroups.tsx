import type { GroupInFull } from '../gateway/fleet';
import { useListing } from '../gateway/reading';
import { request } from '../gateway/request';
import type { Group } from '../gateway/types';
import { Trouble } from '../parts/Notice';
import { useDeed } from '../parts/useDeed';

/** ID groups whose members are members of this one too. */
export function NestedGroups({ group, changed }: { group: GroupInFull; changed: () => void }) {
  const groups = useListing<Group>('groups', 1000).items ?? [];
  const { busy, problem, act } = useDeed(changed);
  const nameOf = (id: string) => groups.find((one) => one.id === id)?.name ?? 'an ID group';
  const others = groups.filter((one) => one.id !== group.id && !group.contains.includes(one.id) && !group.containedIn.includes(one.id));
  const nest = (inner: string, method: 'PUT' | 'DELETE') => void act(() => request(`groups/${group.id}/groups/${inner}`, { method }));
  return (
    <section className="panel" aria-labelledby="nesting">
      <h2 id="nesting">ID groups in it</h2>
      {group.contains.length === 0 && <p className="lead">None. The members of a group that is put in here are members of this one too.</p>}
      <ul className="picked">
        {group.contains.map((id) => (
          <li key={id}>
            <a href={`#/groups/${id}`}>{nameOf(id)}</a>
            <button className="quiet" disabled={busy} aria-label={`Take ${nameOf(id)} out`} onClick={() => nest(id, 'DELETE')}>
              ×
            </button>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <select aria-label="Put an ID group into this one" value="" disabled={busy} onChange={(event) => nest(event.target.value, 'PUT')}>
          <option value="">Put an ID group in…</option>
          {others.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      )}
      {group.containedIn.length > 0 && (
        <p className="lead">
          It is itself in {group.containedIn.map((id, i) => <span key={id}>{i > 0 && ', '}<a href={`#/groups/${id}`}>{nameOf(id)}</a></span>)}.
        </p>
      )}
      {problem && <Trouble problem={problem} />}
    </section>
  );
}

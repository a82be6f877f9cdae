import type { Policy } from '../gateway/fleet';
import { useListing } from '../gateway/reading';
import { PolicyRow } from '../policies/PolicyRow';
import { List } from '../parts/List';
import { Empty } from '../parts/Notice';

/** The policies that register computers in one ID group. */
export function GroupPolicies({ id }: { id: string }) {
  const policies = useListing<Policy>(`policies?groupId=${id}`);
  return (
    <section aria-label="Policies">
      <div className="actions">
        <a className="button" href={`#/policies/new?group=${id}`}>
          New policy
        </a>
      </div>
      <List listing={policies} empty={<Empty title="No policy">A policy makes new and changed computers members, by what they are.</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map((policy) => (
              <PolicyRow key={policy.id} policy={policy} />
            ))}
          </ul>
        )}
      </List>
    </section>
  );
}

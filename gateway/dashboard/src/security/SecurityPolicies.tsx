import type { PolicyCompliance, SecurityPolicy } from '../gateway/fleet';
import { useListing } from '../gateway/reading';
import { said, Standing } from '../overview/ComplianceBars';
import { Head } from '../parts/Head';
import { List } from '../parts/List';
import { Empty } from '../parts/Notice';

/** The security policies with how computers stand to each. */
export function SecurityPolicies() {
  const policies = useListing<SecurityPolicy>('security-policies', 1000);
  const standing = useListing<PolicyCompliance>('security-policies/compliance');
  return (
    <>
      <Head title="Security" under="What computers must have and must not have. Where it is enforced, the platform makes the tasks by itself.">
        <a className="button primary" href="#/security/new">
          New security policy
        </a>
      </Head>
      <List listing={policies} empty={<Empty title="No security policies yet">One names mandatory software, prohibited software and updates, and is assigned to ID groups.</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map((policy) => {
              const counts = standing.items?.find((one) => one.policyId === policy.id);
              const enforced = policy.rules.enforcesMandatory || policy.rules.enforcesProhibited || policy.rules.enforcesUpdates;
              return (
                <li key={policy.id}>
                  <a className="row security" href={`#/security/${policy.id}`}>
                    <span className="title">{policy.name}</span>
                    <span className="faint">{enforced ? 'enforced' : 'only judged'}</span>
                    {counts ? <Standing policy={counts} /> : <span />}
                    <span className="number">{counts && said(counts)}</span>
                    <span className="when">{policy.groupIds.length === 1 ? '1 ID group' : `${policy.groupIds.length} ID groups`}</span>
                  </a>
                </li>
              );
            })}
          </ul>
        )}
      </List>
    </>
  );
}

import type { PolicyCompliance } from '../gateway/fleet';
import type { Listing } from '../gateway/reading';
import { List } from '../parts/List';

/** How computers stand to each security policy, as one bar for each. */
export function ComplianceBars({ listing }: { listing: Listing<PolicyCompliance> }) {
  return (
    <List listing={listing} empty={<p className="lead">No security policy yet. <a href="#/security/new">Say what computers must have</a>, and they are judged by it.</p>}>
      {(items) => (
        <ul className="shares">
          {items.map((policy) => (
            <li key={policy.policyId} className="share">
              <a className="linked" href={`#/security/${policy.policyId}`}>
                {policy.name}
              </a>
              <Standing policy={policy} />
              <span className="number">{said(policy)}</span>
            </li>
          ))}
        </ul>
      )}
    </List>
  );
}

/** Compliant, violating and suppressed in one bar, which says its figures too. */
export function Standing({ policy }: { policy: Pick<PolicyCompliance, 'compliant' | 'violating' | 'suppressed'> }) {
  const words = `${policy.compliant} compliant, ${policy.violating} violating, ${policy.suppressed} suppressed`;
  const parts = [['good', policy.compliant], ['bad', policy.violating], ['late', policy.suppressed]] as const;
  return (
    <span className="bar" role="img" aria-label={words} title={words}>
      {parts.filter(([, count]) => count > 0).map(([look, count]) => (
        <i key={look} className={look} style={{ flexGrow: count }} />
      ))}
    </span>
  );
}

/** 12 of 15 compliant. */
export function said(policy: Pick<PolicyCompliance, 'compliant' | 'violating' | 'suppressed'>): string {
  const all = policy.compliant + policy.violating + policy.suppressed;
  return all === 0 ? 'nobody judged yet' : `${policy.compliant.toLocaleString('en')} of ${all.toLocaleString('en')}`;
}

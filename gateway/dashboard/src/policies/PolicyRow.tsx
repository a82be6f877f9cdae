import type { Policy } from '../gateway/fleet';
import { Time } from '../parts/Time';
import { describe } from './describe';

/** One policy in a list: whom it catches, and where they go. */
export function PolicyRow({ policy, group }: { policy: Policy; group?: string | undefined }) {
  return (
    <li>
      <a className="row policy" href={`#/policies/${policy.id}`}>
        <span className="title">{describe(policy)}</span>
        <span className="why">{group && `joins ${group}`}</span>
        <span className="faint">
          {policy.application && (policy.application.finishedAt ? <>applied: {policy.application.joined?.toLocaleString('en')} joined</> : 'being applied')}
        </span>
        <span className="when">
          <Time at={policy.setAt} />
        </span>
      </a>
    </li>
  );
}

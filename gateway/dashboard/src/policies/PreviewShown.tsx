import { systemName } from '../computers/systems';
import type { PolicyPreview } from '../gateway/fleet';
import type { Problem } from '../gateway/request';
import { Loading } from '../parts/Notice';

/** Whom a policy would bring in, if it were applied now. */
export function PreviewShown({ value, problem, asking, group }: { value: PolicyPreview | undefined; problem: Problem | undefined; asking: boolean; group: string | undefined }) {
  return (
    <aside className="panel reach" aria-label="Preview" aria-live="polite" aria-busy={asking}>
      <h2>Preview</h2>
      {!value && !problem && (asking ? <Loading lines={4} /> : <p className="lead">Choose an ID group, and whom the policy would bring into it is shown here.</p>)}
      {problem && <p className="reason">{problem.status === 400 ? 'Something in the form is not right yet.' : problem.message}</p>}
      {value && (
        <>
          <dl>
            <div><dt>Computers judged</dt><dd>{value.judged?.toLocaleString('en')}</dd></div>
            <div><dt>caught by it</dt><dd>{value.caught?.toLocaleString('en')}</dd></div>
            <div><dt>would join{group ? ` ${group}` : ''}</dt><dd>{value.wouldJoin?.toLocaleString('en')}</dd></div>
          </dl>
          <ul>
            {value.items.map((one) => (
              <li key={one.id}>
                <a href={`#/computers/${one.id}`}>{one.name}</a> <span className="faint">{systemName(one.operatingSystem)}</span>
              </li>
            ))}
            {value.next && <li className="faint">and more</li>}
          </ul>
        </>
      )}
    </aside>
  );
}

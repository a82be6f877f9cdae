import type { PackageChange } from '../gateway/types';
import { Time } from '../parts/Time';
import type { Fact } from './describe';
import { describe } from './describe';

/** Everything that happened to a package, the newest first, each with what it changed. */
export function Revisions({ id, history, shown }: { id: string; history: PackageChange[]; shown: number }) {
  return (
    <ol className="timeline">
      {history.toReversed().map((change) => (
        <li key={change.version}>
          <span className="when">
            <Time at={change.at} />
          </span>
          <div>
            {change.what} <span className="faint">revision {change.version}</span>{' '}
            {change.attributes && id && (change.version === shown ? <span className="faint">· shown</span> : <a href={`#/packages/${id}?revision=${change.version}`}>show</a>)}
            {change.what === 'Edited' && <Difference before={history.find((one) => one.version === change.version - 1)} after={change} />}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Difference({ before, after }: { before: PackageChange | undefined; after: PackageChange }) {
  if (!before?.attributes || !after.attributes) return null;
  const [old, now] = [factsOf(before), factsOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].filter((name) => old.get(name)?.key !== now.get(name)?.key);
  return (
    <dl className="difference">
      {names.map((name) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {old.has(name) ? <del>{old.get(name)!.value}</del> : <span className="faint">none</span>} <span role="img" aria-label="became">→</span>{' '}
            {now.has(name) ? <ins>{now.get(name)!.value}</ins> : <span className="faint">none</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function factsOf(change: PackageChange): Map<string, Fact> {
  return new Map(describe(change.attributes!).flatMap((part) => part.facts.map((fact) => [fact.name, fact])));
}

import type { SecurityRules } from '../gateway/fleet';
import { PackagePicker } from '../packages/PackagePicker';
import { comparisons } from '../packages/words';

interface Props { rules: SecurityRules; change: (part: Partial<SecurityRules>) => void; errors: Record<string, string[]> }

const at = <T,>(all: T[], i: number, part: Partial<T>): T[] => all.map((one, place) => (place === i ? { ...one, ...part } : one));
const without = <T,>(all: T[], i: number): T[] => all.filter((_, place) => place !== i);

/** What a security policy asks of computers, and which of it the platform brings about by itself. */
export function RuleFields({ rules, change, errors }: Props) {
  const { mandatory, prohibited, updates } = rules;
  return (
    <>
      <Part title="Mandatory software" enforced={rules.enforcesMandatory} enforce={(enforcesMandatory) => change({ enforcesMandatory })} said={errors.mandatory} what="installed where it is missing">
        {mandatory.map((one, i) => (
          <div key={i} className="planned">
            <div className="pair">
              <input aria-label={`Name of mandatory software ${i + 1}`} placeholder="its exact name" required value={one.name} onChange={(event) => change({ mandatory: at(mandatory, i, { name: event.target.value }) })} />
              <input aria-label={`Least version of mandatory software ${i + 1}`} placeholder="any version" value={one.minimumVersion ?? ''} onChange={(event) => change({ mandatory: at(mandatory, i, { minimumVersion: event.target.value || null }) })} />
              <button type="button" className="quiet" onClick={() => change({ mandatory: without(mandatory, i) })}>Remove</button>
            </div>
            <PackagePicker title="Installed by" single chosen={one.packageId ? [one.packageId] : []} change={(ids) => change({ mandatory: at(mandatory, i, { packageId: ids.at(-1) ?? '' }) })} />
          </div>
        ))}
        <button type="button" onClick={() => change({ mandatory: [...mandatory, { name: '', minimumVersion: null, packageId: '' }] })}>Add mandatory software</button>
      </Part>
      <Part title="Prohibited software" enforced={rules.enforcesProhibited} enforce={(enforcesProhibited) => change({ enforcesProhibited })} said={errors.prohibited} what="removed where it is found">
        {prohibited.map((one, i) => (
          <div key={i} className="pair">
            <input aria-label={`Name of prohibited software ${i + 1}`} placeholder="its exact name" required value={one.name} onChange={(event) => change({ prohibited: at(prohibited, i, { name: event.target.value }) })} />
            <select aria-label={`Which versions of prohibited software ${i + 1}`} value={one.comparison ?? ''} onChange={(event) => change({ prohibited: at(prohibited, i, event.target.value ? { comparison: event.target.value } : { comparison: null, version: null }) })}>
              <option value="">every version</option>
              {comparisons.map(([key, word]) => <option key={key} value={key}>{word}</option>)}
            </select>
            {one.comparison && <input aria-label={`Version of prohibited software ${i + 1}`} placeholder="version" required value={one.version ?? ''} onChange={(event) => change({ prohibited: at(prohibited, i, { version: event.target.value }) })} />}
            <input aria-label={`Uninstall command of prohibited software ${i + 1}`} placeholder="removed in the platform's own way" value={one.uninstallCommand ?? ''} onChange={(event) => change({ prohibited: at(prohibited, i, { uninstallCommand: event.target.value || null }) })} />
            <button type="button" className="quiet" onClick={() => change({ prohibited: without(prohibited, i) })}>Remove</button>
          </div>
        ))}
        <button type="button" onClick={() => change({ prohibited: [...prohibited, { name: '', uninstallCommand: null, comparison: null, version: null }] })}>Add prohibited software</button>
      </Part>
      <Part title="Updates" enforced={rules.enforcesUpdates} enforce={(enforcesUpdates) => change({ enforcesUpdates })} said={errors.updates} what="installed where they are missing">
        {updates.map((one, i) => (
          <div key={i} className="planned">
            <div className="pair">
              <input aria-label={`Document number of update ${i + 1}`} placeholder="KB2536276-v2" required value={one.documentNumber} onChange={(event) => change({ updates: at(updates, i, { documentNumber: event.target.value }) })} />
              <button type="button" className="quiet" onClick={() => change({ updates: without(updates, i) })}>Remove</button>
            </div>
            <PackagePicker title="Brought by" single chosen={one.packageId ? [one.packageId] : []} change={(ids) => change({ updates: at(updates, i, { packageId: ids.at(-1) ?? null }) })} />
          </div>
        ))}
        <button type="button" onClick={() => change({ updates: [...updates, { documentNumber: '', packageId: null }] })}>Add an update</button>
      </Part>
    </>
  );
}

function Part({ title, enforced, enforce, said, what, children }: { title: string; enforced: boolean; enforce: (enforced: boolean) => void; said: string[] | undefined; what: string; children: React.ReactNode }) {
  return (
    <fieldset className="lines">
      <legend>{title}</legend>
      {children}
      {said && <small className="wrong">{said.join(' ')}</small>}
      <label className="check">
        <input type="checkbox" checked={enforced} onChange={(event) => enforce(event.target.checked)} />
        Enforced: {what}, by tasks that the platform makes
      </label>
    </fieldset>
  );
}

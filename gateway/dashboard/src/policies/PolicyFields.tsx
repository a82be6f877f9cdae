import type { Comparison, Group } from '../gateway/types';
import { comparisons, processors, systems } from '../packages/words';
import { Entry, Section } from '../parts/Entry';
import type { Draft } from './draft';

interface Props { draft: Draft; change: (part: Partial<Draft>) => void; errors: Record<string, string[]>; groups: Group[] }

/** Which computers a policy catches, and which ID group they join. */
export function PolicyFields({ draft, change, errors, groups }: Props) {
  const text = (key: 'namePattern' | 'domain' | 'manufacturer' | 'model', label: string, placeholder: string, field: string = key) => (
    <Entry label={label} placeholder={placeholder} value={draft[key]} change={(value) => change({ [key]: value })} errors={errors[field]} />
  );
  const figure = (key: 'memoryAtLeast' | 'memoryBelow' | 'cores' | 'disk', label: string) => <Entry label={label} type="number" placeholder="any" value={draft[key]} change={(value) => change({ [key]: value })} />;
  const asset = (i: number, part: Partial<Draft['assets'][number]>) => change({ assets: draft.assets.map((one, at) => (at === i ? { ...one, ...part } : one)) });
  const software = (i: number, part: Partial<Draft['software'][number]>) => change({ software: draft.software.map((one, at) => (at === i ? { ...one, ...part } : one)) });
  const machine = [draft.memoryAtLeast, draft.memoryBelow, draft.cores, draft.disk, draft.manufacturer, draft.model].filter(Boolean).length;
  const rangesWrong = Object.entries(errors).filter(([field]) => field.startsWith('addressRanges')).flatMap(([, said]) => said);
  const wrongIn = (part: string) => Object.entries(errors).filter(([field]) => field.toLowerCase().startsWith(part)).flatMap(([, said]) => said);
  return (
    <>
      <div className="fields">
        <Entry label="They join" required value={draft.groupId} choices={[['', 'Choose an ID group'], ...groups.map((group) => [group.id, group.name] as const)]} change={(groupId) => change({ groupId })} errors={errors.groupId} />
        {text('namePattern', 'Name', 'any, such as sales-*')}
        <Entry label="Operating system" value={draft.operatingSystem} choices={[['', 'any'], ...systems]} change={(operatingSystem) => change({ operatingSystem })} errors={errors.operatingSystem} />
        <Entry label="Processor" value={draft.architecture} choices={[['', 'any'], ...processors]} change={(architecture) => change({ architecture })} errors={errors.architecture} />
        <Entry label="Address ranges" lines={2} placeholder="any, such as 10.1.0.0/16" value={draft.addressRanges} change={(addressRanges) => change({ addressRanges })} errors={rangesWrong.length > 0 ? rangesWrong : undefined} hint="One of the computer's addresses lies in one of them." />
        {text('domain', 'Domain', 'any, such as *.example.org')}
      </div>
      <div>
        <Section title="Machine" said={machine === 0 ? 'any' : `${machine} conditions`} wrong={wrongIn('hardware').length > 0}>
          {figure('memoryAtLeast', 'Memory at least, GB')}
          {figure('memoryBelow', 'Memory below, GB')}
          {figure('cores', 'Cores at least')}
          {figure('disk', 'Largest disk at least, GB')}
          {text('manufacturer', 'Manufacturer', 'any, with * and ?', 'hardware.manufacturer')}
          {text('model', 'Model', 'any, with * and ?', 'hardware.model')}
          {wrongIn('hardware').length > 0 && <small className="wrong">{wrongIn('hardware').join(' ')}</small>}
        </Section>
        <Section title="Own fields" said={draft.assets.length === 0 ? 'any' : `${draft.assets.length} fields`} wrong={wrongIn('assets').length > 0}>
          <div className="lines wide">
            {draft.assets.map((one, i) => (
              <div className="pair" key={i}>
                <input aria-label={`Field ${i + 1}`} placeholder="department" value={one.field} onChange={(event) => asset(i, { field: event.target.value })} />
                <input aria-label={`Value of field ${i + 1}`} placeholder="Finance, with * and ?" value={one.pattern} onChange={(event) => asset(i, { pattern: event.target.value })} />
                <button type="button" className="quiet" onClick={() => change({ assets: draft.assets.filter((_, at) => at !== i) })}>Remove</button>
              </div>
            ))}
            {wrongIn('assets').length > 0 && <small className="wrong">{wrongIn('assets').join(' ')}</small>}
            <button type="button" onClick={() => change({ assets: [...draft.assets, { field: '', pattern: '' }] })}>Add a field</button>
          </div>
        </Section>
        <Section title="Software" said={draft.software.length === 0 ? 'any' : `${draft.software.length} conditions`} wrong={wrongIn('software').length > 0}>
          <div className="lines wide">
            {draft.software.length > 1 && <Entry label="They hold" value={draft.judgedBy} choices={[['All', 'when all are met'], ['Any', 'when one is met']]} change={(judgedBy) => change({ judgedBy: judgedBy as 'Any' | 'All' })} />}
            {draft.software.map((one, i) => (
              <div className="pair" key={i}>
                <input aria-label={`Name of software ${i + 1}`} placeholder="its exact name" value={one.name} onChange={(event) => software(i, { name: event.target.value })} />
                <select aria-label={`Whether software ${i + 1} is there`} value={one.installed ? (one.comparison ?? 'yes') : 'no'} onChange={(event) => software(i, event.target.value === 'no' ? { installed: false, comparison: null, version: null } : event.target.value === 'yes' ? { installed: true, comparison: null, version: null } : { installed: true, comparison: event.target.value as Comparison })}>
                  <option value="yes">is installed</option>
                  <option value="no">is not installed</option>
                  {comparisons.map(([key, word]) => <option key={key} value={key}>{word}</option>)}
                </select>
                {one.installed && one.comparison && <input aria-label={`Version of software ${i + 1}`} placeholder="version" value={one.version ?? ''} onChange={(event) => software(i, { version: event.target.value })} />}
                <button type="button" className="quiet" onClick={() => change({ software: draft.software.filter((_, at) => at !== i) })}>Remove</button>
              </div>
            ))}
            {wrongIn('software').length > 0 && <small className="wrong">{wrongIn('software').join(' ')}</small>}
            <button type="button" onClick={() => change({ software: [...draft.software, { name: '', installed: true, comparison: null, version: null }] })}>Add software</button>
          </div>
        </Section>
      </div>
      <label className="check">
        <input type="checkbox" checked={draft.includesRelays} onChange={(event) => change({ includesRelays: event.target.checked })} />
        Relays too
      </label>
    </>
  );
}

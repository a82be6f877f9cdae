import type { Comparison, JudgedBy } from '../gateway/types';
import { Entry, Section } from '../parts/Entry';
import type { Draft } from './draft';
import { PackagePicker } from './PackagePicker';
import type { FormProps } from './PackageForm';
import { comparisons } from './words';

interface Condition {
  installed: boolean;
  comparison: Comparison | null;
  version: string | null;
}

const asks = [['yes', 'is installed'], ['no', 'is not installed']] as const;
const versions = [['', 'any version'], ...comparisons] as const;

/** What a computer must be, and what must be on it, for the package to be applied; a computer that does not fit skips it. */
export function ConditionFields({ draft, change, errors, packageId }: FormProps) {
  const { system } = draft;
  const set = (part: Partial<Draft['system']>) => change((old) => ({ ...old, system: { ...old.system, ...part } }));
  const software = draft.softwareConditions.conditions ?? [];
  const packages = draft.packageConditions.conditions ?? [];
  const wrong = ['systemConditions', 'softwareConditions', 'packageConditions'].some((part) => Object.keys(errors).some((field) => field.startsWith(part)));
  const own = [system.freeDiskMegabytes, system.memoryMegabytes, system.operatingSystemVersion].filter(Boolean).length;
  const count = own + software.length + packages.length;
  return (
    <Section title="Conditions" said={count === 0 ? 'none: every computer' : count === 1 ? '1 condition' : `${count} conditions`} wrong={wrong}>
      <Entry label="Free disk space, MB" type="number" placeholder="any" value={system.freeDiskMegabytes} change={(freeDiskMegabytes) => set({ freeDiskMegabytes })} errors={errors['systemConditions.freeDiskMegabytes']} />
      <Entry label="on the drive" placeholder="where the content goes" value={system.freeDiskDrive} change={(freeDiskDrive) => set({ freeDiskDrive })} errors={errors['systemConditions.freeDiskDrive']} />
      <Entry label="Memory" choices={[['', 'at least'], ...comparisons.filter(([key]) => key !== 'NotEqual' && key !== 'GreaterOrEqual').map(([key, word]) => [key, sized(word)] as const)]} value={system.memoryComparison === 'GreaterOrEqual' ? '' : system.memoryComparison} change={(memoryComparison) => set({ memoryComparison })} errors={errors['systemConditions.memoryComparison']} />
      <Entry label="MB" type="number" placeholder="any" value={system.memoryMegabytes} change={(memoryMegabytes) => set({ memoryMegabytes })} errors={errors['systemConditions.memoryMegabytes']} />
      <Entry label="Operating system's version" choices={[['', 'at least'], ...comparisons.filter(([key]) => key !== 'GreaterOrEqual')]} value={system.operatingSystemComparison === 'GreaterOrEqual' ? '' : system.operatingSystemComparison} change={(operatingSystemComparison) => set({ operatingSystemComparison })} errors={errors['systemConditions.operatingSystemComparison']} />
      <Entry label="Version" placeholder="any, such as 10.0.19045" value={system.operatingSystemVersion} change={(operatingSystemVersion) => set({ operatingSystemVersion })} errors={errors['systemConditions.operatingSystemVersion']} />

      <fieldset className="lines wide">
        <legend>Software on the computer</legend>
        <Judged count={software.length} by={draft.softwareConditions.judgedBy} change={(judgedBy) => change((old) => ({ ...old, softwareConditions: { ...old.softwareConditions, judgedBy } }))} />
        {software.map((one, i) => (
          <Line key={i} condition={one} errors={errorsAt(errors, `softwareConditions.conditions[${i}]`)}
            change={(part) => change((old) => softly(old, software.map((other, at) => (at === i ? { ...other, ...part } : other))))}
            remove={() => change((old) => softly(old, software.filter((_, at) => at !== i)))}>
            <input aria-label={`Name of software ${i + 1}`} placeholder="its exact name, or a number such as KB2536276-v2" value={one.name} onChange={(event) => change((old) => softly(old, software.map((other, at) => (at === i ? { ...other, name: event.target.value } : other))))} />
          </Line>
        ))}
        {errors['softwareConditions.conditions'] && <small className="wrong">{errors['softwareConditions.conditions'].join(' ')}</small>}
        <button type="button" onClick={() => change((old) => softly(old, [...software, { name: '', installed: true, comparison: null, version: null }]))}>
          Add software
        </button>
      </fieldset>

      <fieldset className="lines wide">
        <legend>Packages on the computer</legend>
        <Judged count={packages.length} by={draft.packageConditions.judgedBy} change={(judgedBy) => change((old) => ({ ...old, packageConditions: { ...old.packageConditions, judgedBy } }))} />
        <PackagePicker except={packageId} chosen={packages.map((one) => one.packageId)}
          change={(ids) => change((old) => ({ ...old, packageConditions: { ...old.packageConditions, conditions: ids.map((id) => packages.find((one) => one.packageId === id) ?? { packageId: id, installed: true, comparison: null, version: null }) } }))}>
          {(id) => {
            const i = packages.findIndex((one) => one.packageId === id);
            return <Asked condition={packages[i]!} change={(part) => change((old) => ({ ...old, packageConditions: { ...old.packageConditions, conditions: packages.map((other, at) => (at === i ? { ...other, ...part } : other)) } }))} errors={errorsAt(errors, `packageConditions.conditions[${i}]`)} />;
          }}
        </PackagePicker>
      </fieldset>
    </Section>
  );
}

function Judged({ count, by, change }: { count: number; by: JudgedBy; change: (by: JudgedBy) => void }) {
  if (count < 2) return null;
  return (
    <select aria-label="How the conditions are joined" value={by} onChange={(event) => change(event.target.value as JudgedBy)}>
      <option value="Any">any one of these is enough</option>
      <option value="All">all of these must hold</option>
    </select>
  );
}

function Line({ condition, change, remove, errors, children }: { condition: Condition; change: (part: Partial<Condition>) => void; remove: () => void; errors: string[] | undefined; children: React.ReactNode }) {
  return (
    <div className="line">
      {children}
      <Asked condition={condition} change={change} errors={errors} />
      <button type="button" className="quiet" onClick={remove}>
        Remove
      </button>
    </div>
  );
}

function Asked({ condition, change, errors }: { condition: Condition; change: (part: Partial<Condition>) => void; errors: string[] | undefined }) {
  return (
    <span className="asked">
      <select aria-label="Whether it is there" value={condition.installed ? 'yes' : 'no'} onChange={(event) => change(event.target.value === 'yes' ? { installed: true } : { installed: false, comparison: null, version: null })}>
        {asks.map(([key, word]) => (
          <option key={key} value={key}>
            {word}
          </option>
        ))}
      </select>
      {condition.installed && (
        <select aria-label="Comparison of its version" value={condition.comparison ?? ''} onChange={(event) => change(event.target.value ? { comparison: event.target.value as Comparison } : { comparison: null, version: null })}>
          {versions.map(([key, word]) => (
            <option key={key} value={key}>
              {word}
            </option>
          ))}
        </select>
      )}
      {condition.installed && condition.comparison && <input aria-label="Version" placeholder="version" value={condition.version ?? ''} onChange={(event) => change({ version: event.target.value })} />}
      {errors && <small className="wrong">{errors.join(' ')}</small>}
    </span>
  );
}

const softly = (old: Draft, conditions: NonNullable<Draft['softwareConditions']['conditions']>): Draft => ({ ...old, softwareConditions: { ...old.softwareConditions, conditions } });

const errorsAt = (errors: Record<string, string[]>, place: string): string[] | undefined => {
  const said = Object.entries(errors).filter(([field]) => field.startsWith(place)).flatMap(([, all]) => all);
  return said.length > 0 ? said : undefined;
};

const sized = (word: string): string => word.replace('newer', 'more').replace('older', 'less');

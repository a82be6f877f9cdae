import type { ReactNode } from 'react';
import type { PackageAttributes, PackageContent } from '../gateway/types';
import { size } from '../parts/Time';
import { meanings } from './draft';
import { Named } from './PackagePicker';
import { accounts, compared, processors, restarts, said, saidAll, systems } from './words';

export interface Fact {
  name: string;
  value: ReactNode;
  /** The value as one text, by which two revisions are compared. */
  key: string;
}

type Described = PackageAttributes & PackageContent;

const codeWords = { success: 'success', restartNeeded: 'restart needed', restarting: 'restarting', retryLater: 'try again later' };

/** Everything that a package has, one line each, in parts; what it does without is left out. */
export function describe(a: Described): { title: string; facts: Fact[] }[] {
  const text = (name: string, value: string | null | undefined, code = false): Fact | null =>
    value ? { name, key: value, value: code ? <code>{value}</code> : <span className="plain">{value}</span> } : null;
  const seen = (name: string, data: unknown, value: ReactNode): Fact | null => (data ? { name, key: JSON.stringify(data), value } : null);
  const links = (name: string, ids: string[] | null) => seen(name, ids, <Lines of={(ids ?? []).map((id) => <Named id={id} key={id} />)} />);
  const system = a.systemConditions;
  const programs = a.externalPrograms;
  const part = (title: string, ...facts: (Fact | null)[]) => ({ title, facts: facts.filter((fact) => fact !== null) });
  return [
    part('General',
      text('Name', a.name), text('Version', a.softwareVersion), text('Publisher', a.publisher), text('Description', a.description), text('Folder', a.folder),
      text('Operating systems', saidAll(systems, a.operatingSystems)), text('Processors', saidAll(processors, a.architectures)),
      text('File', `${a.fileName}, ${size(a.contentSize)}`), text('SHA-256', a.contentSha256, true), text('Folder on the computer', a.destinationFolder, true)),
    part('Commands',
      text('Installer in the zip', a.innerPath, true), text('Install command', a.installCommand, true), text('Uninstall command', a.uninstallCommand, true),
      text('Name on the computer', a.softwareName), text('Product code', a.productCode, true), text('Upgrade code', a.upgradeCode, true),
      text('Working directory', a.workingDirectory, true), text('Runs as', a.runAs && said(accounts, a.runAs)), text('Restarts the computer', a.restart && said(restarts, a.restart)),
      a.kind === 'Files' ? null : text('Time limit', `${a.timeLimitSeconds.toLocaleString('en')} s`),
      seen('Environment', a.environment, <Lines of={Object.entries(a.environment ?? {}).map(([name, value]) => <code key={name}>{`${name}=${value}`}</code>)} />),
      seen('Exit codes', a.exitCodes, <Lines of={meanings.filter((meaning) => a.exitCodes?.[meaning]?.length).map((meaning) => `${codeWords[meaning]}: ${a.exitCodes![meaning]!.join(', ')}`)} />)),
    part('Conditions',
      text('Free disk space', system?.freeDiskMegabytes != null ? `at least ${system.freeDiskMegabytes.toLocaleString('en')} MB${system.freeDiskDrive ? ` on ${system.freeDiskDrive}` : ''}` : null),
      text('Memory', system?.memoryMegabytes != null ? `${compared(system.memoryComparison ?? 'GreaterOrEqual')} ${system.memoryMegabytes.toLocaleString('en')} MB` : null),
      text("Operating system's version", system?.operatingSystemVersion ? `${compared(system.operatingSystemComparison ?? 'GreaterOrEqual')} ${system.operatingSystemVersion}` : null),
      seen('Software', a.softwareConditions?.conditions?.length ? a.softwareConditions : null,
        <Judged by={a.softwareConditions?.judgedBy} of={(a.softwareConditions?.conditions ?? []).map((one) => `${one.name} ${asked(one)}`)} />),
      seen('Packages', a.packageConditions?.conditions?.length ? a.packageConditions : null,
        <Judged by={a.packageConditions?.judgedBy} of={(a.packageConditions?.conditions ?? []).map((one) => <span key={one.packageId}><Named id={one.packageId} /> {asked(one)}</span>)} />)),
    part('External programs',
      ...([['Before the installation', programs?.before], ['After the installation', programs?.after], ['When the installation fails', programs?.onError]] as const).map(([name, program]) =>
        seen(name, program, <><code>{program?.command}</code> <span className="faint">{program?.onError === 'Abort' ? 'its failure is the task\'s' : 'its failure is passed over'}{program?.timeLimitSeconds ? `, ${program.timeLimitSeconds} s` : ''}</span></>))),
    part('Dependencies', links('Installed first', a.dependsOn), links('Takes the place of', a.supersedes)),
    part('Notes', text('For the operators', a.notes)),
  ].filter((one) => one.facts.length > 0);
}

function asked(one: { installed: boolean; comparison: PackageAttributes['softwareConditions'] extends null ? never : Parameters<typeof compared>[0]; version: string | null }): string {
  return one.installed ? `is installed${one.comparison ? `, ${compared(one.comparison)} ${one.version}` : ''}` : 'is not installed';
}

function Judged({ by, of }: { by: string | undefined; of: ReactNode[] }) {
  return (
    <>
      {of.length > 1 && <span className="faint">{by === 'All' ? 'All of these:' : 'Any one of these:'}</span>}
      <Lines of={of} />
    </>
  );
}

function Lines({ of }: { of: ReactNode[] }) {
  return (
    <ul>
      {of.map((one, i) => (
        <li key={i}>{one}</li>
      ))}
    </ul>
  );
}

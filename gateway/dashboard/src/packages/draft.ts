import type { ContentReading, ExternalProgram, PackageAttributes, PackageKind } from '../gateway/types';

/** What is said of an external program that has not been given yet. */
export const noProgram: ExternalProgram = { command: '', onError: 'Abort', timeLimitSeconds: 0, onTimeOut: 'Fail' };

/** The four meanings of an exit code that is no failure. */
export const meanings = ['success', 'restartNeeded', 'restarting', 'retryLater'] as const;

export type Meaning = (typeof meanings)[number];

/** The platform's own table (domain, section 10). */
export const usualCodes: Record<Meaning, string> = { success: '0', restartNeeded: '3010', restarting: '1641', retryLater: '1618' };

/** The attributes as a form holds them: what may be typed is text, and empty is none. */
export interface Draft extends Omit<PackageAttributes, 'timeLimitSeconds' | 'exitCodes' | 'environment' | 'externalPrograms' | 'systemConditions' | 'softwareConditions' | 'packageConditions' | TextName> {
  text: Record<TextName, string>;
  timeLimitSeconds: string;
  exitCodes: Record<Meaning, string>;
  environment: { name: string; value: string }[];
  programs: { before: ExternalProgram; after: ExternalProgram; onError: ExternalProgram };
  system: { freeDiskMegabytes: string; freeDiskDrive: string; memoryMegabytes: string; memoryComparison: string; operatingSystemVersion: string; operatingSystemComparison: string };
  softwareConditions: NonNullable<PackageAttributes['softwareConditions']>;
  packageConditions: NonNullable<PackageAttributes['packageConditions']>;
}

export const textNames = [
  'name', 'softwareVersion', 'publisher', 'description', 'folder', 'installCommand', 'uninstallCommand', 'softwareName', 'destinationFolder',
  'innerPath', 'productCode', 'upgradeCode', 'workingDirectory', 'notes',
] as const;

export type TextName = (typeof textNames)[number];

/** A form's beginning, from a package or from nothing. */
export function draftOf(a: Partial<PackageAttributes>): Draft {
  const texts = Object.fromEntries(textNames.map((name) => [name, a[name] ?? ''])) as Record<TextName, string>;
  const system = a.systemConditions;
  return {
    text: texts,
    timeLimitSeconds: a.timeLimitSeconds === undefined ? '' : String(a.timeLimitSeconds),
    operatingSystems: a.operatingSystems ?? [],
    architectures: a.architectures ?? [],
    exitCodes: Object.fromEntries(meanings.map((meaning) => [meaning, (a.exitCodes?.[meaning] ?? []).join(', ')])) as Record<Meaning, string>,
    environment: Object.entries(a.environment ?? {}).map(([name, value]) => ({ name, value })),
    restart: a.restart ?? null,
    runAs: a.runAs ?? null,
    programs: { before: a.externalPrograms?.before ?? noProgram, after: a.externalPrograms?.after ?? noProgram, onError: a.externalPrograms?.onError ?? noProgram },
    system: {
      freeDiskMegabytes: String(system?.freeDiskMegabytes ?? ''),
      freeDiskDrive: system?.freeDiskDrive ?? '',
      memoryMegabytes: String(system?.memoryMegabytes ?? ''),
      memoryComparison: system?.memoryComparison ?? '',
      operatingSystemVersion: system?.operatingSystemVersion ?? '',
      operatingSystemComparison: system?.operatingSystemComparison ?? '',
    },
    softwareConditions: a.softwareConditions ?? { judgedBy: 'Any', conditions: [] },
    packageConditions: a.packageConditions ?? { judgedBy: 'Any', conditions: [] },
    dependsOn: a.dependsOn ?? [],
    supersedes: a.supersedes ?? [],
    iconSha256: a.iconSha256 ?? null,
  };
}

/** What the content says of itself, where the operator has not said anything yet; a command only where there is no choice. */
export function withReading(draft: Draft, said: ContentReading, before: ContentReading | undefined): Draft {
  const own = said.commands.length === 1 && said.installerFamily === null ? said.commands[0] : undefined;
  const values: Partial<Record<TextName, string | null | undefined>> = { ...said, installCommand: own?.install, uninstallCommand: own?.uninstall };
  const earlier: Partial<Record<TextName, string | null | undefined>> = { ...before, installCommand: before?.commands[0]?.install, uninstallCommand: before?.commands[0]?.uninstall };
  const text = { ...draft.text };
  for (const name of textNames) {
    if (name !== 'innerPath' && (text[name] === '' || text[name] === earlier[name])) text[name] = values[name] ?? '';
  }
  const same = (now: string[] | null, then: string[] | null | undefined) => !now?.length || String(now) === String(then ?? []);
  return {
    ...draft,
    text,
    operatingSystems: same(draft.operatingSystems, before?.operatingSystems) ? (said.operatingSystems ?? []) : draft.operatingSystems,
    architectures: same(draft.architectures, before?.architectures) ? (said.architectures ?? []) : draft.architectures,
  };
}

/** The body of a registration or an edit: everything is said, and what is empty takes an attribute away. */
export function bodyOf(draft: Draft, kind: PackageKind): Record<string, unknown> {
  const { system, programs } = draft;
  const ofSoftware = ['installCommand', 'uninstallCommand', 'innerPath', 'productCode', 'upgradeCode', 'workingDirectory', 'softwareName'];
  const text = Object.fromEntries(Object.entries(draft.text).filter(([name]) => (kind === 'Files' ? !ofSoftware.includes(name) : name !== 'destinationFolder')));
  return {
    ...text,
    timeLimitSeconds: numberOf(draft.timeLimitSeconds),
    operatingSystems: draft.operatingSystems,
    architectures: draft.architectures,
    dependsOn: draft.dependsOn,
    supersedes: draft.supersedes,
    restart: draft.restart,
    iconSha256: draft.iconSha256 ?? '',
    softwareConditions: { ...draft.softwareConditions, conditions: (draft.softwareConditions.conditions ?? []).map((one) => ({ ...one, version: one.version || null })) },
    packageConditions: { ...draft.packageConditions, conditions: (draft.packageConditions.conditions ?? []).map((one) => ({ ...one, version: one.version || null })) },
    systemConditions: {
      freeDiskMegabytes: numberOf(system.freeDiskMegabytes),
      freeDiskDrive: system.freeDiskDrive || null,
      memoryMegabytes: numberOf(system.memoryMegabytes),
      memoryComparison: system.memoryMegabytes ? system.memoryComparison || null : null,
      operatingSystemVersion: system.operatingSystemVersion || null,
      operatingSystemComparison: system.operatingSystemVersion ? system.operatingSystemComparison || null : null,
    },
    externalPrograms: Object.fromEntries(Object.entries(programs).map(([when, program]) => [when, program.command ? program : null])),
    ...(kind !== 'Files' && {
      runAs: draft.runAs,
      exitCodes: Object.fromEntries(meanings.map((meaning) => [meaning, codesOf(draft.exitCodes[meaning])])),
      environment: Object.fromEntries(draft.environment.filter((one) => one.name).map((one) => [one.name, one.value])),
    }),
  };
}

/** What is wrong with a form before the server is asked: numbers that are none. */
export function slipsOf(draft: Draft): Record<string, string[]> {
  const slips: Record<string, string[]> = {};
  for (const meaning of meanings) {
    const wrong = words(draft.exitCodes[meaning]).find((word) => !/^-?\d{1,10}$/.test(word));
    if (wrong) slips[`exitCodes.${meaning}`] = [`'${wrong}' is no exit code; they are whole numbers with commas between.`];
  }
  const names = draft.environment.map((one) => one.name);
  const twice = names.find((name, i) => name && names.indexOf(name) !== i);
  if (twice) slips['environment'] = [`'${twice}' is named twice.`];
  return slips;
}

const words = (list: string) => list.split(/[\s,;]+/).filter(Boolean);

// An empty list says nothing of its own, so that a table that is empty throughout takes the package's table away.
const codesOf = (list: string): number[] | null => (words(list).length > 0 ? words(list).map(Number) : null);

const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));

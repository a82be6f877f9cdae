import type { Comparison, ContentReading } from '../gateway/types';

/** The platform's words, as people read them. */
export const systems = [['windows', 'Windows'], ['linux', 'Linux'], ['macos', 'macOS']] as const;
export const processors = [['x64', 'x64'], ['x86', 'x86'], ['arm64', 'arm64']] as const;
export const kinds = [['Software', 'Software'], ['Files', 'Files'], ['Update', 'Updates']] as const;

export const comparisons: readonly (readonly [Comparison, string])[] = [
  ['GreaterOrEqual', 'at least'], ['Greater', 'newer than'], ['Equal', 'exactly'], ['NotEqual', 'any but'], ['LessOrEqual', 'at most'], ['Less', 'older than'],
];

export const compared = (comparison: Comparison | null): string => comparisons.find(([key]) => key === comparison)?.[1] ?? 'any version';

export const restarts = [['Never', 'never'], ['WhenNeeded', 'when the installer asks for it'], ['Always', 'always']] as const;
export const accounts = [['System', 'the system'], ['SessionUser', 'whoever is logged on']] as const;

export const formats: Record<ContentReading['format'], string> = {
  Msi: 'Windows Installer package', Exe: 'Windows program', Deb: 'Debian package', Rpm: 'RPM package', Pkg: 'macOS package', Script: 'Script', Zip: 'Zip archive', Other: 'File',
};

export const families: Record<NonNullable<ContentReading['installerFamily']>, string> = {
  Nsis: 'NSIS', InnoSetup: 'Inno Setup', InstallShield: 'InstallShield', WixBurn: 'WiX Burn',
};

/** A word of one of these lists as people read it. */
export const said = (list: readonly (readonly [string, string])[], word: string | null): string => list.find(([key]) => key === word)?.[1] ?? word ?? '';

/** Several of them with commas between. */
export const saidAll = (list: readonly (readonly [string, string])[], all: string[] | null): string => (all ?? []).map((word) => said(list, word)).join(', ');

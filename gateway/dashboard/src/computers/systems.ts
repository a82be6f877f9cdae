const names: Record<string, string> = { windows: 'Windows', linux: 'Linux', macos: 'macOS' };

/** An operating system as people write it. */
export function systemName(system: string): string {
  return names[system.toLowerCase()] ?? system;
}

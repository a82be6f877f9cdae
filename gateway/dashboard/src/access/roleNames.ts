/** Every role, as the platform and as people call it. */
export const roleNames = [
  ['viewer', 'Viewer'],
  ['monitoring', 'Monitoring'],
  ['distribution', 'Distribution'],
  ['asset', 'Asset'],
  ['security', 'Security'],
  ['auditor', 'Auditor'],
  ['system-administrator', 'System administrator'],
] as const;

const names = new Map<string, string>(roleNames);

export const roleName = (role: string) => names.get(role) ?? role;

/** What a grant says in a few words. */
export const said = (roles: string[], groups: string[] | null) =>
  `${roles.map(roleName).join(', ') || 'no role'}${groups ? ` · ${groups.length} ID ${groups.length === 1 ? 'group' : 'groups'}` : ''}`;

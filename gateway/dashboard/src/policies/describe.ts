import { systemName } from '../computers/systems';
import type { Policy } from '../gateway/fleet';
import { compared } from '../packages/words';
import { size } from '../parts/Time';

/** Whom a policy catches, in words. */
export function describe(policy: Omit<Policy, 'id' | 'groupId' | 'setAt' | 'application'>): string {
  const h = policy.hardware;
  const software = (policy.software?.conditions ?? []).map((one) => `${one.name} ${one.installed ? (one.comparison ? `${compared(one.comparison)} ${one.version}` : 'installed') : 'not installed'}`);
  const parts = [
    policy.namePattern && `called ${policy.namePattern}`,
    policy.operatingSystem && systemName(policy.operatingSystem),
    policy.architecture,
    policy.addressRanges?.length && `in ${policy.addressRanges.join(' or ')}`,
    policy.domain && `domain ${policy.domain}`,
    ...(policy.assets ?? []).map((one) => `${one.field} = ${one.pattern || 'nothing'}`),
    h?.memoryAtLeastBytes && `memory at least ${size(h.memoryAtLeastBytes)}`,
    h?.memoryBelowBytes && `memory below ${size(h.memoryBelowBytes)}`,
    h?.coresAtLeast && `at least ${h.coresAtLeast} cores`,
    h?.diskAtLeastBytes && `a disk of at least ${size(h.diskAtLeastBytes)}`,
    h?.manufacturer && `made by ${h.manufacturer}`,
    h?.model && `model ${h.model}`,
    software.length > 0 && software.join(policy.software!.judgedBy === 'All' ? ' and ' : ' or '),
  ].filter(Boolean);
  return parts.length === 0 ? 'every computer' : parts.join(', ');
}

import type { Policy } from '../gateway/fleet';
import type { SoftwareCondition } from '../gateway/types';

/** A policy as the form holds it: texts as they were typed. */
export interface Draft {
  groupId: string;
  namePattern: string;
  operatingSystem: string;
  architecture: string;
  addressRanges: string;
  domain: string;
  assets: { field: string; pattern: string }[];
  memoryAtLeast: string;
  memoryBelow: string;
  cores: string;
  disk: string;
  manufacturer: string;
  model: string;
  judgedBy: 'Any' | 'All';
  software: SoftwareCondition[];
  includesRelays: boolean;
}

const gib = 1024 ** 3;
const bytes = (text: string): number | null => (text.trim() === '' ? null : Math.round(Number(text) * gib));
const gigabytes = (value: number | null | undefined): string => (value ? String(value / gib) : '');

export function draftOf(policy: Policy | undefined, groupId: string): Draft {
  const h = policy?.hardware;
  return {
    groupId: policy?.groupId ?? groupId, namePattern: policy?.namePattern ?? '', operatingSystem: policy?.operatingSystem ?? '', architecture: policy?.architecture ?? '',
    addressRanges: policy?.addressRanges?.join('\n') ?? '', domain: policy?.domain ?? '', assets: policy?.assets ?? [],
    memoryAtLeast: gigabytes(h?.memoryAtLeastBytes), memoryBelow: gigabytes(h?.memoryBelowBytes), cores: h?.coresAtLeast ? String(h.coresAtLeast) : '', disk: gigabytes(h?.diskAtLeastBytes),
    manufacturer: h?.manufacturer ?? '', model: h?.model ?? '', judgedBy: policy?.software?.judgedBy ?? 'All', software: policy?.software?.conditions ?? [], includesRelays: policy?.includesRelays ?? false,
  };
}

/** What is sent; a part that says nothing is null, and so catches every computer. */
export function commandOf(draft: Draft) {
  const hardware = { memoryAtLeastBytes: bytes(draft.memoryAtLeast), memoryBelowBytes: bytes(draft.memoryBelow), coresAtLeast: draft.cores ? Number(draft.cores) : null, diskAtLeastBytes: bytes(draft.disk), manufacturer: draft.manufacturer || null, model: draft.model || null };
  const ranges = draft.addressRanges.split(/[\s,;]+/).filter(Boolean);
  return {
    groupId: draft.groupId, namePattern: draft.namePattern || null, operatingSystem: draft.operatingSystem || null, architecture: draft.architecture || null,
    addressRanges: ranges.length > 0 ? ranges : null, domain: draft.domain || null, assets: draft.assets.length > 0 ? draft.assets : null,
    hardware: Object.values(hardware).some((value) => value !== null) ? hardware : null,
    software: draft.software.length > 0 ? { judgedBy: draft.judgedBy, conditions: draft.software } : null, includesRelays: draft.includesRelays,
  };
}

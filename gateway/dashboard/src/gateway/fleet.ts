import type { SoftwareCondition } from './types';

// Computers, ID groups and policies, by the names that id-group-policy gives them.

export interface FleetFigures {
  computers: number;
  online: number;
  fenced: number;
}

export interface SavedSearch {
  id: string;
  name: string;
  search: string;
  savedAt: string;
  groupId: string;
}

export interface SoftwareItem {
  name: string;
  version: string;
  publisher: string | null;
  productCode: string | null;
  architecture: string | null;
}

export interface Inventory {
  computerId: string;
  changedAt: string | null;
  facts: {
    hardware: { manufacturer: string | null; model: string | null; serialNumber: string | null; processor: string | null; cores: number | null; memoryBytes: number | null };
    operatingSystemName: string | null;
    operatingSystemVersion: string | null;
    architecture: string | null;
    disks: { mount: string; totalBytes: number; freeBytes: number }[];
    networks: { name: string; mac: string | null; addresses: string[] }[];
    loggedOnUser: string | null;
    timeZone: string | null;
    domain: string | null;
    agentVersion: string | null;
  } | null;
  updates: string[];
  assets: Record<string, string>;
  softwareCount: number;
  software: { items: SoftwareItem[]; next: string | null };
}

export interface SoftwareEvent {
  at: string;
  kind: 'Found' | 'Installed' | 'Updated' | 'Removed';
  software: SoftwareItem;
  previousVersion: string | null;
}

export type SelfRegistration = 'Closed' | 'Open' | 'WithPassword';

export interface GroupInFull {
  id: string;
  name: string;
  beingRemoved: boolean;
  createdAt: string;
  description: string | null;
  selfRegistration: SelfRegistration;
  members: number;
  contains: string[];
  containedIn: string[];
}

export interface ImportReport {
  lines: number;
  joined: number;
  alreadyMembers: number;
  notFound: number;
  ambiguous: number;
  malformed: number;
  remarks: { line: number; computer: string; reason: string; detail: string }[];
}

export interface Policy {
  id: string;
  groupId: string;
  namePattern: string | null;
  operatingSystem: string | null;
  architecture: string | null;
  addressRanges: string[] | null;
  domain: string | null;
  assets: { field: string; pattern: string }[] | null;
  hardware: { memoryAtLeastBytes: number | null; memoryBelowBytes: number | null; coresAtLeast: number | null; diskAtLeastBytes: number | null; manufacturer: string | null; model: string | null } | null;
  software: { judgedBy: 'Any' | 'All'; conditions: SoftwareCondition[] } | null;
  includesRelays: boolean;
  setAt: string;
  application: { id: string; startedAt: string; finishedAt: string | null; judged: number | null; joined: number | null } | null;
}

export interface PolicyPreview {
  judged: number | null;
  caught: number | null;
  wouldJoin: number | null;
  items: { id: string; name: string; operatingSystem: string; architecture: string }[];
  next: string | null;
}

export interface SecurityRules {
  mandatory: { name: string; minimumVersion: string | null; packageId: string }[];
  prohibited: { name: string; uninstallCommand: string | null; comparison: string | null; version: string | null }[];
  updates: { documentNumber: string; packageId: string | null }[];
  enforcesMandatory: boolean;
  enforcesProhibited: boolean;
  enforcesUpdates: boolean;
}

export interface SecurityPolicy {
  id: string;
  name: string;
  rules: SecurityRules;
  groupIds: string[];
  revision: number;
  setAt: string;
}

export interface PolicyCompliance {
  policyId: string;
  name: string;
  compliant: number;
  violating: number;
  suppressed: number;
}

export type ComplianceState = 'Compliant' | 'Violating' | 'Suppressed';

export interface ComputerCompliance {
  policyId: string;
  computerId: string;
  state: ComplianceState;
  violations: { part: string; subject: string }[];
  changedAt: string;
  countermeasures: { takenAt: string[]; open: string | null; suppressedAt: string | null }[];
}

export interface MaintenanceWindow {
  days: string[] | null;
  from: string;
  minutes: number;
  timeZone: string | null;
}

// What the gateway answers, by the names that the services give it.

export type ExecutionState =
  | 'Requested' | 'Dispatched' | 'Accepted' | 'Probing' | 'Transferring' | 'Transferred' | 'Waiting' | 'Running'
  | 'Succeeded' | 'Failed' | 'Skipped' | 'TimedOut' | 'Expired' | 'Cancelled' | 'Removed';

export type TaskState = 'Scheduled' | 'Running' | 'Completed' | 'CompletedWithErrors' | 'Cancelling' | 'Cancelled';

export type Outcome = 'Succeeded' | 'Failed' | 'Skipped' | 'TimedOut' | 'Cancelled' | 'Interrupted';

export interface Page<T> {
  items: T[];
  next: string | null;
}

export type Counts = Record<Uncapitalize<ExecutionState>, number>;

export interface Task {
  id: string;
  name: string;
  kind: 'Distribution' | 'Uninstallation';
  class: 'Administrator' | 'AutomaticCountermeasure';
  state: TaskState;
  computers: number;
  finished: number;
  failed: number;
  counts: Counts;
  createdAt: string;
  startAt: string | null;
  startedAt: string | null;
  expiresAt: string | null;
  cancelledAt: string | null;
  cancelReason: string | null;
  removedAt: string | null;
}

export interface TaskInFull extends Task {
  packages: { id: string; name: string | null; softwareVersion: string | null }[];
  groups: { id: string; name: string | null }[];
}

export interface ActionResult {
  number: number;
  name: string;
  outcome: Outcome;
  exitCode: number | null;
  outputTail: string;
  reason: string | null;
  startedAt: string;
  endedAt: string;
}

export interface TaskComputer {
  computerId: string;
  name: string | null;
  executionId: string;
  state: ExecutionState;
  progress: number;
  attempt: number;
  reason: string | null;
  at: string;
  actions: ActionResult[];
  wave: number | null;
}

export interface ExecutionChange {
  taskId: string;
  computerId: string;
  name: string | null;
  state: ExecutionState;
  progress: number;
  attempt: number;
  reason: string | null;
  at: string;
}

export interface OverviewFigures {
  computers: number;
  groups: number;
  packages: number;
  tasks: number;
  scheduledTasks: number;
  runningTasks: number;
  failedExecutions: number;
  executions: Counts;
  minutes: { at: string; finished: number; errors: number }[];
}

export type PackageKind = 'Software' | 'Files' | 'Update';

export type Comparison = 'Equal' | 'NotEqual' | 'Less' | 'LessOrEqual' | 'Greater' | 'GreaterOrEqual';

export type JudgedBy = 'Any' | 'All';

export interface ExternalProgram {
  command: string;
  onError: 'Abort' | 'Continue';
  timeLimitSeconds: number;
  onTimeOut: 'Fail' | 'Continue';
}

export interface SoftwareCondition {
  name: string;
  installed: boolean;
  comparison: Comparison | null;
  version: string | null;
}

export interface PackageCondition {
  packageId: string;
  installed: boolean;
  comparison: Comparison | null;
  version: string | null;
}

/** What of a package may be edited; what it does without is null. */
export interface PackageAttributes {
  name: string;
  softwareVersion: string;
  installCommand: string | null;
  uninstallCommand: string | null;
  softwareName: string | null;
  destinationFolder: string | null;
  timeLimitSeconds: number;
  publisher: string | null;
  description: string | null;
  folder: string | null;
  operatingSystems: string[] | null;
  architectures: string[] | null;
  innerPath: string | null;
  productCode: string | null;
  upgradeCode: string | null;
  exitCodes: { success: number[] | null; restartNeeded: number[] | null; restarting: number[] | null; retryLater: number[] | null } | null;
  workingDirectory: string | null;
  environment: Record<string, string> | null;
  restart: 'Never' | 'WhenNeeded' | 'Always' | null;
  runAs: 'System' | 'SessionUser' | null;
  externalPrograms: { before: ExternalProgram | null; after: ExternalProgram | null; onError: ExternalProgram | null } | null;
  systemConditions: {
    freeDiskMegabytes: number | null;
    freeDiskDrive: string | null;
    memoryMegabytes: number | null;
    memoryComparison: Comparison | null;
    operatingSystemVersion: string | null;
    operatingSystemComparison: Comparison | null;
  } | null;
  softwareConditions: { judgedBy: JudgedBy; conditions: SoftwareCondition[] | null } | null;
  packageConditions: { judgedBy: JudgedBy; conditions: PackageCondition[] | null } | null;
  dependsOn: string[] | null;
  supersedes: string[] | null;
  iconSha256: string | null;
  notes: string | null;
}

/** What belongs to a package's content, and so never changes. */
export interface PackageContent {
  kind: PackageKind;
  fileName: string;
  contentSha256: string;
  contentSize: number;
}

export interface Package extends PackageAttributes, PackageContent {
  id: string;
  version: number;
  registeredAt: string;
  changedAt: string;
}

/** A package as the list shows it. */
export interface ListedPackage extends PackageContent {
  id: string;
  version: number;
  name: string;
  softwareVersion: string;
  publisher: string | null;
  folder: string | null;
  operatingSystems: string[] | null;
  softwareName: string | null;
  uninstallCommand: string | null;
  iconSha256: string | null;
  usedByTasks: number;
  registeredAt: string;
  changedAt: string;
}

export interface Folder {
  path: string;
  name: string;
  depth: number;
  packages: number;
  within: number;
}

export interface PackageChange {
  version: number;
  what: string;
  at: string;
  attributes: (PackageAttributes & PackageContent) | null;
}

/** What a content says of itself. */
export interface ContentReading {
  format: 'Other' | 'Msi' | 'Exe' | 'Deb' | 'Rpm' | 'Pkg' | 'Script' | 'Zip';
  name: string | null;
  softwareVersion: string | null;
  publisher: string | null;
  description: string | null;
  softwareName: string | null;
  productCode: string | null;
  upgradeCode: string | null;
  languages: string[] | null;
  operatingSystems: string[] | null;
  architectures: string[] | null;
  builtFor: string | null;
  dependencies: string[] | null;
  installerFamily: 'Nsis' | 'InnoSetup' | 'InstallShield' | 'WixBurn' | null;
  interpreter: string | null;
  commands: { title: string; install: string; uninstall: string | null }[];
  installers: string[] | null;
  notReadable: string | null;
}

export interface Computer {
  id: string;
  name: string;
  operatingSystem: string;
  architecture: string;
  enrolledAt: string;
  agentVersion: string | null;
  lastContactAt: string | null;
  online: boolean;
  fencedAt: string | null;
  isRelay: boolean;
}

export interface Group {
  id: string;
  name: string;
  createdAt: string;
  beingRemoved: boolean;
  description: string | null;
  selfRegistration: 'Closed' | 'Open' | 'WithPassword';
}

export interface Member {
  computerId: string;
  name: string;
  operatingSystem: string;
  architecture: string;
  by: string;
  joinedAt: string;
}

export interface HistoryLine {
  id: string;
  at: string;
  what: string;
  taskId: string | null;
  taskName: string | null;
  groupId: string | null;
  groupName: string | null;
  attempt: number | null;
  state: string | null;
  exitCode: number | null;
  detail: string | null;
}

import { lazy } from 'react';
import type { ComponentType } from 'react';

/** What a page is told: the parts of its address behind the noun, and what is asked for behind the ?. */
export interface PageProps {
  id: string | undefined;
  verb: string | undefined;
  query: URLSearchParams;
}

export interface Place {
  path: string;
  name: string;
  page: ComponentType<PageProps>;
  /** Places of one group stand together; a new group begins with some room. */
  group: 'work' | 'rules' | 'insight';
  /** Hidden from whoever does not have this permission. */
  may?: string;
  /** Hidden while the gateway knows nothing under this address. */
  needs?: string;
}

// Each page is a file of its own that is fetched when it is opened first.
export const places: Place[] = [
  { path: '', name: 'Overview', group: 'work', page: lazy(() => import('./overview/Overview')) },
  { path: 'tasks', name: 'Tasks', group: 'work', page: lazy(() => import('./tasks/TaskPages')) },
  { path: 'packages', name: 'Packages', group: 'work', page: lazy(() => import('./packages/PackagePages')) },
  { path: 'computers', name: 'Computers', group: 'work', page: lazy(() => import('./computers/ComputerPages')) },
  { path: 'groups', name: 'ID groups', group: 'rules', page: lazy(() => import('./groups/GroupPages')) },
  { path: 'policies', name: 'Policies', group: 'rules', page: lazy(() => import('./policies/PolicyPages')) },
  { path: 'security', name: 'Security', group: 'rules', may: 'security.read', page: lazy(() => import('./security/SecurityPages')) },
  { path: 'reports', name: 'Reports', group: 'insight', page: lazy(() => import('./reports/Reports')) },
  { path: 'audit', name: 'Audit', group: 'insight', may: 'audit.read', needs: 'reports/audit?limit=1', page: lazy(() => import('./audit/Audit')) },
  { path: 'access', name: 'Access', group: 'insight', page: lazy(() => import('./access/Access')) },
  { path: 'settings', name: 'Settings', group: 'insight', page: lazy(() => import('./settings/Settings')) },
];

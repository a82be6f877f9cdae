import { useSyncExternalStore } from 'react';
import { Problem, request, whenSignedOut } from '../gateway/request';

/** Who is signed in, and what they may do. */
export interface Session {
  id: string;
  name: string;
  kind: 'Person' | 'Key' | 'Client';
  roles: string[];
  permissions: string[];
  groups: string[] | null;
  mustChangePassword: boolean;
}

// undefined: not known yet; null: nobody.
let session: Session | null | undefined;
let trouble: Problem | undefined;
const watchers = new Set<() => void>();

function set(value: Session | null | undefined, problem?: Problem) {
  session = value;
  trouble = problem;
  watchers.forEach((watcher) => watcher());
}

function watch(watcher: () => void) {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
}

whenSignedOut.add(() => set(null));

/** The present session; null is nobody, undefined not known yet. */
export const useSession = () => useSyncExternalStore(watch, () => session);

/** Why it is not known who is signed in. */
export const useSessionTrouble = () => useSyncExternalStore(watch, () => trouble);

/** Whether whoever is signed in may do something: what would be refused need not be offered. */
export function useMay(): (permission: string) => boolean {
  const known = useSession();
  return (permission) => known?.permissions.includes(permission) ?? false;
}

export async function readSession() {
  try {
    set(await request<Session>('access/session'));
  } catch (fault) {
    const problem = fault instanceof Problem ? fault : new Problem(0, String(fault));
    set(problem.status === 401 ? null : undefined, problem.status === 401 ? undefined : problem);
  }
}

export async function signIn(name: string, password: string) {
  await request('access/sessions', { method: 'POST', body: { name, password } });
  await readSession();
}

export async function signOut() {
  try {
    await request('access/session', { method: 'DELETE' });
  } finally {
    set(null);
  }
}

import { useSyncExternalStore } from 'react';

// The address is behind the #, so the gateway serves one file and every page can be bookmarked.
function watch(watcher: () => void) {
  window.addEventListener('hashchange', watcher);
  return () => window.removeEventListener('hashchange', watcher);
}

/** The parts of the address: #/tasks/1?x=2 is ['tasks', '1'] and x=2. */
export function useRoute(): { parts: string[]; query: URLSearchParams } {
  const hash = useSyncExternalStore(watch, () => window.location.hash);
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  return { parts: path.split('/').filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(query) };
}

/** Goes to another page. */
export function go(path: string) {
  window.location.hash = `#/${path}`;
}

/** Changes what is asked for on this page, in its address; empty takes it away. It is no step of its own in the history: every letter of a search would be one. */
export function narrow(changes: Record<string, string>) {
  const [path = '', query = ''] = window.location.hash.replace(/^#/, '').split('?');
  const asked = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value) asked.set(name, value);
    else asked.delete(name);
  }
  window.history.replaceState(null, '', `#${path}${asked.size > 0 ? `?${asked}` : ''}`);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

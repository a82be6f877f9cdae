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

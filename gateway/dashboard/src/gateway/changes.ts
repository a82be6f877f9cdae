import { useEffect, useRef, useSyncExternalStore } from 'react';

type Kind = 'task' | 'execution' | 'computer' | 'group' | 'package' | 'reload';
type Hear = (kind: Kind, change: unknown) => void;

const kinds: Kind[] = ['task', 'execution', 'computer', 'group', 'package', 'reload'];

// One stream for the whole page, however many parts listen: a browser opens only six connections to one server.
const hearers = new Set<Hear>();
const watchers = new Set<() => void>();
let live = false;

function setLive(value: boolean) {
  live = value;
  watchers.forEach((watcher) => watcher());
}

/** Whether the stream of changes is open at the moment. */
export function useLive(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => live,
  );
}

/** Hears what changes while the page is open; 'reload' means that more changed than can be told. */
export function useChanges(hear: Hear) {
  const latest = useRef(hear);
  useEffect(() => {
    latest.current = hear;
  });
  useEffect(() => {
    const hearer: Hear = (kind, change) => latest.current(kind, change);
    hearers.add(hearer);
    return () => void hearers.delete(hearer);
  }, []);
}

/**
 * Keeps the stream open; with a task, it tells of that task's computers too. The browser opens a broken stream again by
 * itself and says where it stood, but it gives up on an error answer (a gateway that restarts), hence the second try by hand.
 */
export function useStream(taskId: string | undefined) {
  useEffect(() => {
    let source: EventSource | undefined;
    let again: number | undefined;

    const open = () => {
      // A new stream tells only of what happens from its first beat on; what a page read before that must be read again.
      let begun = false;
      source = new EventSource(`/api/changes${taskId ? `?task=${taskId}` : ''}`);
      source.addEventListener('beat', () => {
        setLive(true);
        if (!begun) hearers.forEach((hear) => hear('reload', {}));
        begun = true;
      });
      for (const kind of kinds) {
        source.addEventListener(kind, (event) => {
          const change: unknown = JSON.parse((event as MessageEvent<string>).data);
          hearers.forEach((hear) => hear(kind, change));
        });
      }
      source.onerror = () => {
        setLive(false);
        if (source?.readyState === EventSource.CLOSED) again = window.setTimeout(open, 3000);
      };
    };

    open();
    return () => {
      window.clearTimeout(again);
      source?.close();
    };
  }, [taskId]);
}

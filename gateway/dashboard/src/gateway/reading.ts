import { useCallback, useEffect, useRef, useState } from 'react';
import { Problem, request } from './request';
import type { Page } from './types';

export interface Reading<T> {
  value: T | undefined;
  problem: Problem | undefined;
  reload: () => void;
  change: (how: (value: T) => T) => void;
}

/** One thing, read when the page opens and again on reload; what is on the screen stays until the new value is there. */
export function useReading<T>(path: string): Reading<T> {
  const [state, setState] = useState<{ path: string; value?: T; problem?: Problem }>({ path });
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    const stop = new AbortController();
    request<T>(path, { signal: stop.signal }).then(
      (value) => setState({ path, value }),
      (fault: unknown) => {
        if (!stop.signal.aborted) setState((old) => ({ ...(old.path === path ? old : { path }), problem: asProblem(fault) }));
      },
    );
    return () => stop.abort();
  }, [path, turn]);

  const current = state.path === path ? state : undefined;
  return {
    value: current?.value,
    problem: current?.problem,
    reload: useCallback(() => setTurn((old) => old + 1), []),
    change: useCallback((how) => setState((old) => (old.value === undefined ? old : { ...old, value: how(old.value) })), []),
  };
}

export interface Listing<T> {
  items: T[] | undefined;
  problem: Problem | undefined;
  more: (() => void) | undefined;
  reload: () => void;
  change: (how: (items: T[]) => T[]) => void;
}

/** A list, page by page; a reload reads again as many as are on the screen. */
export function useListing<T>(path: string, pageSize = 100): Listing<T> {
  const [state, setState] = useState<{ path: string; items?: T[]; next?: string | null; problem?: Problem }>({ path });
  const [turn, setTurn] = useState(0);
  const shown = useRef(0);
  const busy = useRef(false);

  useEffect(() => {
    shown.current = state.path === path ? (state.items?.length ?? 0) : 0;
  });

  useEffect(() => {
    const stop = new AbortController();
    const limit = Math.min(1000, Math.max(pageSize, shown.current));
    request<Page<T>>(withQuery(path, { limit }), { signal: stop.signal }).then(
      (page) => setState({ path, items: page.items, next: page.next }),
      (fault: unknown) => {
        if (!stop.signal.aborted) setState((old) => ({ ...(old.path === path ? old : { path }), problem: asProblem(fault) }));
      },
    );
    return () => stop.abort();
  }, [path, pageSize, turn]);

  const current = state.path === path ? state : undefined;
  const next = current?.next;
  const more = useCallback(() => {
    if (!next || busy.current) return;
    busy.current = true;
    request<Page<T>>(withQuery(path, { limit: pageSize, after: next }))
      .then(
        (page) => setState((old) => (old.path === path && old.next === next ? { path, items: [...(old.items ?? []), ...page.items], next: page.next } : old)),
        (fault: unknown) => setState((old) => ({ ...old, problem: asProblem(fault) })),
      )
      .finally(() => (busy.current = false));
  }, [path, pageSize, next]);

  return {
    items: current?.items,
    problem: current?.problem,
    more: next ? more : undefined,
    reload: useCallback(() => setTurn((old) => old + 1), []),
    change: useCallback((how) => setState((old) => (old.items === undefined ? old : { ...old, items: how(old.items) })), []),
  };
}

/** At most one call in the given time, and always one after the last request for it. */
export function useThrottled(call: () => void, milliseconds: number): () => void {
  const timer = useRef<number | undefined>(undefined);
  const latest = useRef(call);
  useEffect(() => {
    latest.current = call;
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return useCallback(() => {
    timer.current ??= window.setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, milliseconds);
  }, [milliseconds]);
}

function withQuery(path: string, query: Record<string, string | number>): string {
  const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
  return `${path}${path.includes('?') ? '&' : '?'}${search}`;
}

function asProblem(fault: unknown): Problem {
  return fault instanceof Problem ? fault : new Problem(0, String(fault));
}

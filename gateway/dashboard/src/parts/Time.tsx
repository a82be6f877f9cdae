import { useSyncExternalStore } from 'react';

// One clock for all times on the page: they move together, and a page of a thousand rows has one timer.
let now = Date.now();
const watchers = new Set<() => void>();
let timer: number | undefined;

function watch(watcher: () => void) {
  watchers.add(watcher);
  timer ??= window.setInterval(() => {
    now = Date.now();
    watchers.forEach((tell) => tell());
  }, 15_000);
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) {
      window.clearInterval(timer);
      timer = undefined;
    }
  };
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** A moment by the clock, with the date when it was another day: for lists that say what came after what. */
export function Clock({ at }: { at: string }) {
  const moment = new Date(at);
  const today = moment.toDateString() === new Date().toDateString();
  return <time dateTime={at} title={exact.format(moment)}>{today ? clock.format(moment) : exact.format(moment)}</time>;
}

/** A moment, as long ago or as a date; the exact one is in the title. */
export function Time({ at }: { at: string }) {
  useSyncExternalStore(watch, () => now);
  const moment = new Date(at);
  return (
    <time dateTime={at} title={exact.format(moment)}>
      {said(moment)}
    </time>
  );
}

function said(moment: Date): string {
  const seconds = Math.round((moment.getTime() - Date.now()) / 1000);
  const size = Math.abs(seconds);
  if (size < 5) return 'just now';
  if (size < 60) return relative.format(seconds, 'second');
  if (size < 3600) return relative.format(Math.trunc(seconds / 60), 'minute');
  if (size < 86_400) return relative.format(Math.trunc(seconds / 3600), 'hour');
  return day.format(moment);
}

/** The length of a stretch of time: 0.4 s, 12 s, 3 min 5 s. */
export function duration(from: string, to: string): string {
  return lasting(Math.max(0, (new Date(to).getTime() - new Date(from).getTime()) / 1000));
}

/** So many seconds as people say them. */
export function lasting(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** Bytes as people read them. */
export function size(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit++;
  }
  return `${unit === 0 || bytes >= 100 ? Math.round(bytes) : bytes.toFixed(1)} ${units[unit]}`;
}

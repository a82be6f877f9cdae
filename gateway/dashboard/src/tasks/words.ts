import type { MaintenanceWindow } from '../gateway/fleet';
import type { ActionKind } from '../gateway/plans';

export const actionWord: Record<ActionKind, string> = { Install: 'Install', DistributeFiles: 'Copy the files of', Uninstall: 'Remove', Run: 'Run' };

export const days = [['Monday', 'Mon'], ['Tuesday', 'Tue'], ['Wednesday', 'Wed'], ['Thursday', 'Thu'], ['Friday', 'Fri'], ['Saturday', 'Sat'], ['Sunday', 'Sun']] as const;

/** Mon, Tue from 22:00 for 4 h, Europe/Berlin. */
export function windowSaid(window: MaintenanceWindow): string {
  const on = window.days?.length ? days.filter(([day]) => window.days!.includes(day)).map(([, short]) => short).join(', ') : 'every day';
  const long = window.minutes % 60 === 0 ? `${window.minutes / 60} h` : `${window.minutes} min`;
  return `${on} from ${window.from.slice(0, 5)} for ${long}, ${window.timeZone ?? "each computer's own time"}`;
}

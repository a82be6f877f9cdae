import type { ReactNode } from 'react';
import type { Computer } from '../gateway/types';
import { State } from '../parts/State';
import { Time } from '../parts/Time';
import { systemName } from './systems';

export interface Column {
  key: string;
  name: string;
  /** Its least width in pixels; the name takes what is left. */
  width: number;
  cell: (computer: Computer) => ReactNode;
}

/** What the table can show of a computer. */
export const columns: Column[] = [
  { key: 'name', name: 'Name', width: 150, cell: (one) => <a className="title" href={`#/computers/${one.id}`}>{one.name}</a> },
  { key: 'online', name: 'State', width: 110, cell: (one) => (one.fencedAt ? <State look="bad">Fenced</State> : one.online ? <State look="good">Online</State> : <State look="pending">Offline</State>) },
  { key: 'system', name: 'System', width: 100, cell: (one) => systemName(one.operatingSystem) },
  { key: 'architecture', name: 'Processor', width: 90, cell: (one) => one.architecture },
  { key: 'agent', name: 'Agent', width: 100, cell: (one) => one.agentVersion ?? <span className="faint">none yet</span> },
  { key: 'contact', name: 'Last contact', width: 130, cell: (one) => (one.lastContactAt ? <Time at={one.lastContactAt} /> : <span className="faint">never</span>) },
  { key: 'enrolled', name: 'Enrolled', width: 130, cell: (one) => <Time at={one.enrolledAt} /> },
  { key: 'relay', name: 'Relay', width: 70, cell: (one) => (one.isRelay ? 'yes' : '') },
];

const usual = ['name', 'online', 'system', 'architecture', 'agent', 'contact'];

/** The columns that an address names, or the usual ones; the name is always there, since it leads to the computer. */
export function chosenColumns(said: string | null): Column[] {
  const keys = said ? said.split(',') : usual;
  const chosen = columns.filter(({ key }) => key === 'name' || keys.includes(key));
  return chosen.length > 1 ? chosen : columns.filter(({ key }) => usual.includes(key));
}

/** What is written into the address; nothing for the usual ones. */
export function columnsSaid(keys: string[]): string {
  const wanted = columns.map(({ key }) => key).filter((key) => key === 'name' || keys.includes(key));
  return wanted.join() === usual.join() ? '' : wanted.join();
}

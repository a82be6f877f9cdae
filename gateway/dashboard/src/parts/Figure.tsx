import type { ReactNode } from 'react';

/** A number with its name; it leads to what it counts. */
export function Figure({ value, name, under, to, alarming = false }: { value: string | number | undefined; name: string; under?: ReactNode; to?: string; alarming?: boolean }) {
  const inner = (
    <>
      <b>{value === undefined ? '–' : typeof value === 'number' ? value.toLocaleString('en') : value}</b>
      <span>{name}</span>
      {under && <small>{under}</small>}
    </>
  );
  const look = alarming ? 'figure alarming' : 'figure';
  return to ? (
    <a className={look} href={to}>
      {inner}
    </a>
  ) : (
    <div className={look}>{inner}</div>
  );
}

import type { ReactNode } from 'react';
import type { Problem } from '../gateway/request';

/** Nothing is here yet, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="notice">
      <strong>{title}</strong>
      {children && <p>{children}</p>}
    </div>
  );
}

/** Something could not be read or done; what was read before stays on the screen beneath it. */
export function Trouble({ problem, again }: { problem: Problem; again?: () => void }) {
  return (
    <div className="notice trouble" role="alert">
      <strong>{problem.status === 404 ? 'Not found' : 'That did not work'}</strong>
      <p>{problem.message}</p>
      {again && problem.status !== 404 && <button onClick={again}>Try again</button>}
    </div>
  );
}

/** Grey lines in the place of what is being read, so that nothing jumps when it arrives. */
export function Loading({ lines = 5 }: { lines?: number }) {
  return (
    <div className="loading" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, i) => (
        <i key={i} style={{ width: `${92 - ((i * 17) % 40)}%` }} />
      ))}
    </div>
  );
}

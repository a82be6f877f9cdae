import type { Look } from '../gateway/states';
import { lookWord, shares } from '../gateway/states';
import type { Counts } from '../gateway/types';

/** A word with a dot in its colour; the word says it all, so nobody depends on seeing the colour. */
export function State({ look, children }: { look: Look; children: string }) {
  return (
    <span className={`state ${look}`}>
      <i aria-hidden="true" />
      {children}
    </span>
  );
}

/** How many computers stand where, as one bar. */
export function Bar({ counts, thick = false }: { counts: Counts; thick?: boolean }) {
  const parts = shares(counts);
  const said = parts.map((part) => `${part.count} ${lookWord[part.look]}`).join(', ') || 'no computers yet';
  return (
    <span className={thick ? 'bar thick' : 'bar'} role="img" aria-label={said} title={said}>
      {parts.map((part) => (
        <i key={part.look} className={part.look} style={{ flexGrow: part.count }} />
      ))}
    </span>
  );
}

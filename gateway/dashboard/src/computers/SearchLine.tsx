import { useEffect, useId, useState } from 'react';
import { narrow } from '../route';

const examples = ['name ~ "pc-*"', 'os = windows and memory < 8 GB', 'software.version("Mozilla Firefox") < 128', 'address = 10.1.0.0/16 and not department = Finance'];

/** The search language in one line; what is wrong with it is shown under the very character. */
export function SearchLine({ value, sent, wrong }: { value: string; sent: string; wrong: string | undefined }) {
  const id = useId();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = window.setTimeout(() => narrow({ search: typed }), 350);
    return () => window.clearTimeout(timer);
  }, [typed, value]);
  // The quick filters put a parenthesis before what was typed, so the place moves by one.
  const place = wrong && /^Character (\d+): (.*)$/s.exec(wrong);
  const at = place ? Number(place[1]) - (sent.startsWith('(') && !value.startsWith('(') ? 1 : 0) : 0;
  return (
    <div className="search-line">
      <label htmlFor={id}>Search</label>
      <input id={id} type="search" spellCheck={false} autoComplete="off" placeholder={`such as ${examples[1]}`} value={typed} aria-invalid={wrong ? true : undefined} aria-describedby={`${id}-said`} onChange={(event) => setTyped(event.target.value)} />
      <div id={`${id}-said`} aria-live="polite">
        {wrong ? (
          <p className="wrong">
            {place ? (
              <>
                <code className="marked">
                  {value.slice(0, at - 1)}
                  <mark>{value.slice(at - 1, at) || ' '}</mark>
                  {value.slice(at)}
                </code>
                Character {at}: {place[2]}
              </>
            ) : (
              wrong
            )}
          </p>
        ) : (
          !value && (
            <p className="hint">
              {examples.map((example, i) => (
                <span key={example}>
                  {i > 0 && ' '}
                  <button className="quiet" onClick={() => narrow({ search: example })}>
                    <code>{example}</code>
                  </button>
                </span>
              ))}
            </p>
          )
        )}
      </div>
    </div>
  );
}

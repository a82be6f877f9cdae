import { useEffect, useState } from 'react';
import { narrow } from '../route';

/** A search whose text stands in the address. The list follows when the typing rests; every letter would be a question to the server. */
export function Search({ value, label, name = 'search', placeholder = 'Search' }: { value: string; label: string; name?: string; placeholder?: string }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = window.setTimeout(() => narrow({ [name]: typed }), 250);
    return () => window.clearTimeout(timer);
  }, [typed, value, name]);
  return <input type="search" aria-label={label} placeholder={placeholder} value={typed} onChange={(event) => setTyped(event.target.value)} />;
}

/** One of a few values, which stands in the address. */
export function Choice({ label, name, query, choices, all }: { label: string; name: string; query: URLSearchParams; choices: readonly (readonly [string, string])[]; all: string }) {
  return (
    <select aria-label={label} value={query.get(name) ?? ''} onChange={(event) => narrow({ [name]: event.target.value })}>
      <option value="">{all}</option>
      {choices.map(([key, word]) => (
        <option key={key} value={key}>
          {word}
        </option>
      ))}
    </select>
  );
}

/** What a list is asked for: the named filters that are set, as a query. */
export function asked(query: URLSearchParams, names: string[]): string {
  const set = new URLSearchParams(names.flatMap((name) => (query.get(name) ? [[name, query.get(name)!]] : [])));
  return set.size > 0 ? `?${set}` : '';
}

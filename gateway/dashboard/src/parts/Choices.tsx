import { useState } from 'react';
import type { Listing } from '../gateway/reading';
import { Loading, Trouble } from './Notice';

interface Props<T> {
  name: string;
  title: string;
  listing: Listing<T>;
  items: T[] | undefined;
  label: (item: T) => string;
  empty: string;
  initial?: string | null;
}

const filterFrom = 8;

/** A list of boxes to tick; a long one can be narrowed. What is ticked stays ticked while it is out of sight. */
export function Choices<T extends { id: string }>({ name, title, listing, items, label, empty, initial }: Props<T>) {
  const [wanted, setWanted] = useState('');
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set(initial ? [initial] : []));
  const sought = wanted.trim().toLowerCase();

  const tick = (id: string, on: boolean) =>
    setTicked((old) => {
      const next = new Set(old);
      if (on) next.add(id);
      else next.delete(id);
      return next;
    });

  return (
    <fieldset className="choices">
      <legend>{title}</legend>
      {listing.problem && <Trouble problem={listing.problem} again={listing.reload} />}
      {!items && !listing.problem && <Loading lines={2} />}
      {items?.length === 0 && <p className="faint">{empty}</p>}
      {items && items.length > filterFrom && <input type="search" aria-label={`Narrow ${title}`} placeholder="Narrow" value={wanted} onChange={(event) => setWanted(event.target.value)} />}
      <div className="boxes">
        {items?.map((item) => (
          <label key={item.id} hidden={!ticked.has(item.id) && !label(item).toLowerCase().includes(sought)}>
            <input type="checkbox" name={name} value={item.id} checked={ticked.has(item.id)} onChange={(event) => tick(item.id, event.target.checked)} />
            {label(item)}
          </label>
        ))}
      </div>
      {listing.more && (
        <button type="button" onClick={listing.more}>
          Show more
        </button>
      )}
    </fieldset>
  );
}

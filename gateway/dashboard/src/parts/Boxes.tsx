import { useState } from 'react';
import type { Listing } from '../gateway/reading';
import { Loading, Trouble } from './Notice';

interface Props<T> {
  title: string;
  listing: Listing<T>;
  label: (item: T) => string;
  chosen: string[];
  change: (chosen: string[]) => void;
  empty: string;
}

const filterFrom = 8;

/** Boxes to tick; a long list can be narrowed. What is ticked stays in sight. */
export function Boxes<T extends { id: string }>({ title, listing, label, chosen, change, empty }: Props<T>) {
  const [wanted, setWanted] = useState('');
  const sought = wanted.trim().toLowerCase();
  const { items } = listing;
  return (
    <fieldset className="choices">
      <legend>{title}</legend>
      {listing.problem && <Trouble problem={listing.problem} again={listing.reload} />}
      {!items && !listing.problem && <Loading lines={2} />}
      {items?.length === 0 && <p className="faint">{empty}</p>}
      {items && items.length > filterFrom && <input type="search" aria-label={`Narrow ${title}`} placeholder="Narrow" value={wanted} onChange={(event) => setWanted(event.target.value)} />}
      <div className="boxes">
        {items?.filter((item) => chosen.includes(item.id) || label(item).toLowerCase().includes(sought)).map((item) => (
          <label key={item.id}>
            <input type="checkbox" checked={chosen.includes(item.id)} onChange={(event) => change(event.target.checked ? [...chosen, item.id] : chosen.filter((id) => id !== item.id))} />
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

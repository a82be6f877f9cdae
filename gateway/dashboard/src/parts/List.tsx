import type { ReactNode } from 'react';
import type { Listing } from '../gateway/reading';
import { More } from './More';
import { Loading, Trouble } from './Notice';

/** A list in whatever state it is: being read, broken, empty or there, with its next page behind it. */
export function List<T>({ listing, empty, children }: { listing: Listing<T>; empty: ReactNode; children: (items: T[]) => ReactNode }) {
  return (
    <>
      {listing.problem && <Trouble problem={listing.problem} again={listing.reload} />}
      {!listing.items && !listing.problem && <Loading />}
      {listing.items?.length === 0 && empty}
      {listing.items && listing.items.length > 0 && children(listing.items)}
      <More more={listing.more} />
    </>
  );
}

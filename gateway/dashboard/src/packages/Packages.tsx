import { useState } from 'react';
import { useChanges } from '../gateway/changes';
import { useListing, useThrottled } from '../gateway/reading';
import type { Package } from '../gateway/types';
import { Head } from '../parts/Head';
import { More } from '../parts/More';
import { Empty, Loading, Trouble } from '../parts/Notice';
import { size, Time } from '../parts/Time';
import { DropPackage } from './DropPackage';

/** The catalogue, and the place where files become packages. */
export function Packages() {
  const [search, setSearch] = useState('');
  const packages = useListing<Package>(`packages${search ? `?search=${encodeURIComponent(search)}` : ''}`);
  const readAgain = useThrottled(packages.reload, 500);
  useChanges((kind) => {
    if (kind === 'package' || kind === 'reload') readAgain();
  });

  return (
    <>
      <Head title="Packages" />
      <DropPackage registered={packages.reload} />
      <section aria-labelledby="catalogue">
        <div className="over-list">
          <h2 id="catalogue">Catalogue</h2>
          <input type="search" aria-label="Search packages by name" placeholder="Search by name" value={search} onChange={(event) => setSearch(event.target.value)} />
        </div>
        {packages.problem && <Trouble problem={packages.problem} again={packages.reload} />}
        {!packages.items && !packages.problem && <Loading />}
        {packages.items?.length === 0 && (search ? <Empty title={`Nothing is called '${search}'`} /> : <Empty title="No packages yet">Drop an installer or a .zip above.</Empty>)}
        {packages.items && packages.items.length > 0 && (
          <ul className="rows">
            {packages.items.map((item) => (
              <li key={item.id}>
                <a className="row package" href={`#/packages/${item.id}`}>
                  <span className="title">
                    {item.name} <span className="faint">{item.softwareVersion}</span>
                  </span>
                  <span>{item.kind}</span>
                  <span className="file">{item.fileName}</span>
                  <span className="number">{size(item.contentSize)}</span>
                  <span className="when">
                    <Time at={item.changedAt} />
                  </span>
                </a>
              </li>
            ))}
          </ul>
        )}
        <More more={packages.more} />
      </section>
    </>
  );
}

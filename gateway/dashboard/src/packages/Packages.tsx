import { useState } from 'react';
import { useChanges } from '../gateway/changes';
import { useListing, useThrottled } from '../gateway/reading';
import type { ListedPackage } from '../gateway/types';
import { Head } from '../parts/Head';
import { More } from '../parts/More';
import { asked, Choice, Search } from '../parts/Narrow';
import { Empty, Loading, Trouble } from '../parts/Notice';
import { size, Time } from '../parts/Time';
import { narrow } from '../route';
import { DropPackage } from './DropPackage';
import { Folders } from './Folders';
import { kinds, said, systems } from './words';

const sorts = [['name', 'by name'], ['-edited', 'newest first'], ['edited', 'oldest first'], ['publisher', 'by publisher'], ['-size', 'largest first'], ['size', 'smallest first']] as const;
const filters = ['search', 'kind', 'publisher', 'os', 'folder', 'sort'];

/** The catalogue, and the place where files become packages. What is searched for stands in the address, so that it can be passed on. */
export function Packages({ query }: { query: URLSearchParams }) {
  const packages = useListing<ListedPackage>(`packages${asked(query, filters)}`);
  const [turn, setTurn] = useState(0);
  const readAgain = useThrottled(() => {
    packages.reload();
    setTurn((old) => old + 1);
  }, 500);
  useChanges((kind) => {
    if (kind === 'package' || kind === 'reload') readAgain();
  });
  const narrowed = filters.some((name) => name !== 'sort' && query.get(name));

  return (
    <>
      <Head title="Packages" />
      <DropPackage registered={readAgain} folder={query.get('folder') ?? ''} />
      <section aria-labelledby="catalogue">
        <div className="over-list">
          <h2 id="catalogue">Catalogue</h2>
          <div className="filters">
            <Search label="Search packages" value={query.get('search') ?? ''} />
            <Choice label="Kind" name="kind" query={query} choices={kinds} all="any kind" />
            <Choice label="Operating system" name="os" query={query} choices={systems} all="any system" />
            <Choice label="Order" name="sort" query={query} choices={sorts.slice(1)} all="by name" />
          </div>
        </div>
        {query.get('publisher') && (
          <p>
            Published by {query.get('publisher')} <button className="quiet" onClick={() => narrow({ publisher: '' })}>show all</button>
          </p>
        )}
        <div className="beside">
          <Folders chosen={query.get('folder') ?? ''} turn={turn} />
          <div className="list">
            {packages.problem && <Trouble problem={packages.problem} again={packages.reload} />}
            {!packages.items && !packages.problem && <Loading />}
            {packages.items?.length === 0 && (narrowed ? <Empty title="No package fits"><button onClick={() => narrow({ search: '', kind: '', publisher: '', os: '', folder: '' })}>Show all packages</button></Empty> : <Empty title="No packages yet">Drop an installer or a .zip above.</Empty>)}
            <ul className="rows">
              {packages.items?.map((item) => (
                <Row key={item.id} item={item} />
              ))}
            </ul>
            <More more={packages.more} />
          </div>
        </div>
      </section>
    </>
  );
}

function Row({ item }: { item: ListedPackage }) {
  return (
    <li>
      <div className="row package">
        <a className="title" href={`#/packages/${item.id}`}>
          {item.name} <span className="faint">{item.softwareVersion}</span>
        </a>
        <span>{said(kinds, item.kind)}</span>
        <span className="file">
          {item.publisher ? (
            <a className="linked" href={`#/packages?publisher=${encodeURIComponent(item.publisher)}`} title={`All packages of ${item.publisher}`}>
              {item.publisher}
            </a>
          ) : (
            item.fileName
          )}
        </span>
        <span className="number">{size(item.contentSize)}</span>
        <span className="number">{item.usedByTasks === 0 ? '' : item.usedByTasks === 1 ? '1 task' : `${item.usedByTasks} tasks`}</span>
        <span className="when">
          <Time at={item.changedAt} />
        </span>
      </div>
    </li>
  );
}

import { useListing } from '../gateway/reading';
import type { Job, PackageFigures } from '../gateway/reports';
import { wordOf } from '../gateway/states';
import { Jobs } from '../parts/Jobs';
import { List } from '../parts/List';
import { asked, Choice } from '../parts/Narrow';
import { Empty } from '../parts/Notice';
import { Table } from '../parts/Table';
import { narrow } from '../route';

const states = (['Succeeded', 'Failed', 'TimedOut', 'Skipped', 'Waiting', 'Running'] as const).map((state) => [state, wordOf[state]] as const);

/** Where each version of each package went, with its computers behind the figures. */
export function PackageReport({ query }: { query: URLSearchParams }) {
  const chosen = query.get('package');
  return chosen ? <OnePackage id={chosen} query={query} /> : <All />;
}

function All() {
  const packages = useListing<PackageFigures>('reports/packages');
  const figure = (item: PackageFigures, count: number, state: string, what: string) =>
    count === 0 ? <span className="faint">0</span> : (
      <a href={`#/reports?tab=packages&package=${item.packageId}&state=${state}`} aria-label={`${count.toLocaleString('en')} ${what} of ${item.name} ${item.softwareVersion}`}>
        {count.toLocaleString('en')}
      </a>
    );
  return (
    <List listing={packages} empty={<Empty title="No packages yet" />}>
      {(items) => (
        <Table label="Packages" rows={items} keyOf={(item) => `${item.packageId} ${item.softwareVersion}`} columns={[
          { name: 'Package', cell: (item) => (item.removedAt ? <span>{item.name} <span className="faint">removed</span></span> : <a className="title" href={`#/packages/${item.packageId}`}>{item.name}</a>) },
          { name: 'Version', cell: (item) => item.softwareVersion },
          { name: 'Installed on', number: true, cell: (item) => figure(item, item.installed, 'Succeeded', 'installed') },
          { name: 'Pending', number: true, cell: (item) => figure(item, item.pending, '', 'pending') },
          { name: 'Failed', number: true, cell: (item) => figure(item, item.failed, 'Failed', 'failed') },
          { name: 'Skipped', number: true, cell: (item) => figure(item, item.skipped, 'Skipped', 'skipped') },
        ]} />
      )}
    </List>
  );
}

function OnePackage({ id, query }: { id: string; query: URLSearchParams }) {
  const jobs = useListing<Job>(`reports/packages/${id}/computers${asked(query, ['state'])}`);
  return (
    <section aria-label="Computers of the package">
      <div className="filters">
        <button onClick={() => narrow({ package: '', state: '' })}>All packages</button>
        <Choice label="State" name="state" query={query} choices={states} all="any state" />
      </div>
      <Jobs jobs={jobs} by={['computer', 'task']} empty="No computer" />
    </section>
  );
}

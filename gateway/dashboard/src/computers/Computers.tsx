import { useMemo, useState } from 'react';
import type { FleetFigures } from '../gateway/fleet';
import { useChanges } from '../gateway/changes';
import { useListing, useReading, useThrottled } from '../gateway/reading';
import type { Computer } from '../gateway/types';
import { Head } from '../parts/Head';
import { Choice } from '../parts/Narrow';
import { Empty, Loading, Trouble } from '../parts/Notice';
import { narrow } from '../route';
import { systems } from '../packages/words';
import { chosenColumns } from './columns';
import { ColumnChoice } from './ColumnChoice';
import { ComputerTable } from './ComputerTable';
import { SearchLine } from './SearchLine';
import { Views } from './Views';

const pageSize = 1000;
const contacts = [['online', 'online'], ['offline', 'offline'], ['7d', 'not heard of for a week'], ['30d', 'not heard of for 30 days'], ['fenced', 'fenced']] as const;

/** The whole fleet: found by the search language, shown in the columns that the address names. */
export function Computers({ query }: { query: URLSearchParams }) {
  const fenced = query.get('contact') === 'fenced';
  const asked = fenced ? '' : searchOf(query);
  const path = new URLSearchParams({ ...(asked ? { search: asked } : {}), ...(fenced ? { fenced: 'true' } : {}) });
  const computers = useListing<Computer>(`computers${path.size > 0 ? `?${path}` : ''}`, pageSize);
  const fleet = useReading<FleetFigures>('computers/figures');
  const [stale, setStale] = useState(false);
  const count = computers.items?.length ?? 0;
  const readAgain = useThrottled(() => {
    fleet.reload();
    // Reading again gives the first page; whoever has scrolled far is not thrown back to it.
    if (count <= pageSize) computers.reload();
    else setStale(true);
  }, 2000);
  useChanges((kind) => {
    if (kind === 'computer' || kind === 'reload') readAgain();
  });
  const said = query.get('columns');
  const columns = useMemo(() => chosenColumns(said), [said]);
  const wrong = computers.problem?.errors.search?.[0];
  const narrowed = asked !== '' || fenced;
  return (
    <>
      <Head title="Computers" under={fleet.value && `${fleet.value.online.toLocaleString('en')} of ${fleet.value.computers.toLocaleString('en')} are online`}>
        <Views query={query} asked={asked} />
        <a className="button" href="/api/reports/exports/computers?format=csv" download>
          Export as CSV
        </a>
      </Head>
      <SearchLine value={query.get('search') ?? ''} sent={asked} wrong={wrong} />
      <div className="over-list">
        <div className="filters">
          <Choice label="Operating system" name="os" query={query} choices={systems} all="any system" />
          <Choice label="Contact" name="contact" query={query} choices={contacts} all="heard of or not" />
          <ColumnChoice chosen={columns.map(({ key }) => key)} />
        </div>
        <span className="faint" role="status">
          {computers.items && `${count.toLocaleString('en')}${computers.more ? ' and more' : ''} ${narrowed ? 'found' : 'in the list'}`}
          {stale && (
            <button className="quiet" onClick={() => { setStale(false); computers.reload(); }}>
              Changed since: read again
            </button>
          )}
        </span>
      </div>
      {computers.problem && !wrong && <Trouble problem={computers.problem} again={computers.reload} />}
      {!computers.items && !computers.problem && <Loading lines={10} />}
      {count === 0 && computers.items && (narrowed ? (
        <Empty title="No computer fits">
          <button onClick={() => narrow({ search: '', os: '', contact: '' })}>Show all computers</button>
        </Empty>
      ) : (
        <Empty title="No computers yet">
          A computer enrols itself: start the agent on it with the address of this gateway (<code>--server</code>) and an enrolment key (<code>--enrolment-key</code>), which is made under <a href="#/settings">Settings</a>.
        </Empty>
      ))}
      {count > 0 && <ComputerTable computers={computers.items!} columns={columns} more={computers.more} />}
    </>
  );
}

/** The search of the address and its quick filters as one search. */
function searchOf(query: URLSearchParams): string {
  const contact = query.get('contact');
  const parts = [
    query.get('os') && `os = ${query.get('os')}`,
    contact === 'online' ? 'online = yes' : contact === 'offline' ? 'online = no' : contact && contact !== 'fenced' ? `lastContact < ${contact}` : null,
  ].filter(Boolean);
  const typed = query.get('search')?.trim() ?? '';
  if (!typed) return parts.join(' and ');
  return parts.length === 0 ? typed : `(${typed}) and ${parts.join(' and ')}`;
}

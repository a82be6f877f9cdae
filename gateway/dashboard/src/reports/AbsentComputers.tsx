import { useListing } from '../gateway/reading';
import { List } from '../parts/List';
import { Choice } from '../parts/Narrow';
import { Empty } from '../parts/Notice';
import { Table } from '../parts/Table';
import { Time } from '../parts/Time';

interface Absent { id: string; name: string; lastContactAt: string }

const spans = [['1', 'for a day'], ['7', 'for a week'], ['90', 'for 90 days'], ['365', 'for a year']] as const;

/** Computers that have not been heard of, the longest absent first. */
export function AbsentComputers({ query }: { query: URLSearchParams }) {
  const absent = useListing<Absent>(`computers/absent?days=${query.get('days') ?? '30'}`);
  return (
    <section aria-label="Absent computers">
      <div className="filters">
        <Choice label="Not heard of" name="days" query={query} choices={spans} all="for 30 days" />
      </div>
      <List listing={absent} empty={<Empty title="All of them were heard of" />}>
        {(items) => (
          <Table label="Absent computers" rows={items} keyOf={(one) => one.id} columns={[
            { name: 'Computer', cell: (one) => <a className="title" href={`#/computers/${one.id}`}>{one.name}</a> },
            { name: 'Last contact', cell: (one) => <Time at={one.lastContactAt} /> },
          ]} />
        )}
      </List>
    </section>
  );
}

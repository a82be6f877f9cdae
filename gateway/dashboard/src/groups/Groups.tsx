import { useRef } from 'react';
import type { FormEvent } from 'react';
import { useChanges } from '../gateway/changes';
import { useListing, useThrottled } from '../gateway/reading';
import { request } from '../gateway/request';
import type { Group } from '../gateway/types';
import { Head } from '../parts/Head';
import { List } from '../parts/List';
import { Search } from '../parts/Narrow';
import { Empty, Trouble } from '../parts/Notice';
import { Time } from '../parts/Time';
import { useDeed } from '../parts/useDeed';
import { registrationWord } from './words';

/** The ID groups, and a line to make one. */
export function Groups({ query }: { query: URLSearchParams }) {
  const groups = useListing<Group>('groups', 1000);
  const readAgain = useThrottled(groups.reload, 1000);
  const { problem, act } = useDeed(groups.reload);
  const form = useRef<HTMLFormElement>(null);
  useChanges((kind) => {
    if (kind === 'group' || kind === 'reload') readAgain();
  });
  const create = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get('name');
    if (await act(() => request('groups', { method: 'POST', body: { name } }))) form.current?.reset();
  };
  const sought = query.get('search')?.trim().toLowerCase() ?? '';
  return (
    <>
      <Head title="ID groups" under="A task for an ID group reaches its members, and whoever joins it later.">
        <form ref={form} className="inline" onSubmit={create}>
          <input name="name" aria-label="Name of the new ID group" placeholder="New ID group" required maxLength={256} />
          <button className="primary">Create</button>
        </form>
      </Head>
      {problem && <Trouble problem={problem} />}
      <div className="filters">
        <Search label="Search ID groups" placeholder="Name or description" value={query.get('search') ?? ''} />
      </div>
      <List listing={groups} empty={<Empty title="No ID groups yet">Name one above, then add computers on its page, or let a policy do it.</Empty>}>
        {(items) => {
          const shown = items.filter((group) => !sought || `${group.name} ${group.description ?? ''}`.toLowerCase().includes(sought));
          return shown.length === 0 ? <Empty title="No ID group fits" /> : (
            <ul className="rows">
              {shown.map((group) => (
                <li key={group.id}>
                  <a className="row group" href={`#/groups/${group.id}`}>
                    <span className="title">{group.name}</span>
                    <span className="why">{group.beingRemoved ? 'is being removed' : group.description}</span>
                    <span className="faint">{group.selfRegistration === 'Closed' ? '' : registrationWord[group.selfRegistration]}</span>
                    <span className="when">
                      created <Time at={group.createdAt} />
                    </span>
                  </a>
                </li>
              ))}
            </ul>
          );
        }}
      </List>
    </>
  );
}

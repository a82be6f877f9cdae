import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { useChanges } from '../gateway/changes';
import { useListing, useThrottled } from '../gateway/reading';
import { Problem, request } from '../gateway/request';
import type { Group } from '../gateway/types';
import { Head } from '../parts/Head';
import { More } from '../parts/More';
import { Empty, Loading, Trouble } from '../parts/Notice';
import { Time } from '../parts/Time';

/** The ID groups, and a line to make one. */
export function Groups() {
  const groups = useListing<Group>('groups');
  const readAgain = useThrottled(groups.reload, 1000);
  const [problem, setProblem] = useState<Problem>();
  const form = useRef<HTMLFormElement>(null);
  useChanges((kind) => {
    if (kind === 'group' || kind === 'reload') readAgain();
  });

  const create = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setProblem(undefined);
    try {
      await request('groups', { method: 'POST', body: { name: new FormData(event.currentTarget).get('name') } });
      form.current?.reset();
      groups.reload();
    } catch (fault) {
      setProblem(fault instanceof Problem ? fault : new Problem(0, String(fault)));
    }
  };

  return (
    <>
      <Head title="ID groups" under="A task for an ID group reaches its members, and whoever joins it later.">
        <form ref={form} className="inline" onSubmit={create}>
          <input name="name" aria-label="Name of the new ID group" placeholder="New ID group" required maxLength={256} />
          <button className="primary">Create</button>
        </form>
      </Head>
      {problem && <Trouble problem={problem} />}
      {groups.problem && <Trouble problem={groups.problem} again={groups.reload} />}
      {!groups.items && !groups.problem && <Loading />}
      {groups.items?.length === 0 && <Empty title="No ID groups yet">Name one above, then add computers on its page.</Empty>}
      <ul className="rows">
        {groups.items?.map((group) => (
          <li key={group.id}>
            <a className="row group" href={`#/groups/${group.id}`}>
              <span className="title">{group.name}</span>
              <span className="when">
                created <Time at={group.createdAt} />
              </span>
            </a>
          </li>
        ))}
      </ul>
      <More more={groups.more} />
    </>
  );
}

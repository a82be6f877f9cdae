import { useState } from 'react';
import { systemName } from '../computers/systems';
import { useChanges } from '../gateway/changes';
import { useListing, useReading, useThrottled } from '../gateway/reading';
import { Problem, request } from '../gateway/request';
import type { Computer, Group, Member } from '../gateway/types';
import { Head } from '../parts/Head';
import { More } from '../parts/More';
import { Empty, Loading, Trouble } from '../parts/Notice';
import { Time } from '../parts/Time';

/** One ID group: its members, who may be taken out, and computers, which may be added. */
export function GroupPage({ id }: { id: string }) {
  const group = useReading<Group>(`groups/${id}`);
  const members = useListing<Member>(`groups/${id}/members`, 200);
  const computers = useListing<Computer>('computers', 1000);
  const [problem, setProblem] = useState<Problem>();

  const readAgain = useThrottled(() => {
    members.reload();
    computers.reload();
  }, 1000);
  useChanges((kind) => {
    if (kind === 'group' || kind === 'computer' || kind === 'reload') readAgain();
  });

  const change = async (computerId: string, method: 'PUT' | 'DELETE') => {
    setProblem(undefined);
    try {
      await request(`groups/${id}/members/${computerId}`, { method });
      members.reload();
      group.reload();
    } catch (fault) {
      setProblem(fault instanceof Problem ? fault : new Problem(0, String(fault)));
    }
  };

  if (!group.value) return group.problem ? <Trouble problem={group.problem} again={group.reload} /> : <Loading lines={6} />;
  const inside = new Set(members.items?.map((member) => member.computerId));
  const outside = computers.items?.filter((computer) => !inside.has(computer.id)) ?? [];
  const count = group.value.members ?? members.items?.length ?? 0;
  return (
    <>
      <Head title={group.value.name} under={<>{count.toLocaleString('en')} {count === 1 ? 'computer' : 'computers'} · created <Time at={group.value.createdAt} /></>}>
        {outside.length > 0 && (
          <select aria-label="Add a computer to this ID group" value="" onChange={(event) => void change(event.target.value, 'PUT')}>
            <option value="">Add a computer…</option>
            {outside.map((computer) => (
              <option key={computer.id} value={computer.id}>
                {computer.name}
              </option>
            ))}
          </select>
        )}
      </Head>
      {problem && <Trouble problem={problem} />}
      {members.problem && <Trouble problem={members.problem} again={members.reload} />}
      {!members.items && !members.problem && <Loading />}
      {members.items?.length === 0 && <Empty title="Nobody is in this ID group">Tasks for it wait for the first computer that joins.</Empty>}
      <ul className="rows">
        {members.items?.map((member) => (
          <li key={member.computerId} className="row member">
            <a className="title" href={`#/computers/${member.computerId}`}>
              {member.name}
            </a>
            <span>{systemName(member.operatingSystem)}</span>
            <span className="when">
              joined <Time at={member.joinedAt} />
            </span>
            <button className="quiet" aria-label={`Take ${member.name} out of this ID group`} onClick={() => void change(member.computerId, 'DELETE')}>
              Take out
            </button>
          </li>
        ))}
      </ul>
      <More more={members.more} />
    </>
  );
}

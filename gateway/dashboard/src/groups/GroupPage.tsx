import { useChanges } from '../gateway/changes';
import type { GroupInFull } from '../gateway/fleet';
import { useReading, useThrottled } from '../gateway/reading';
import { Head } from '../parts/Head';
import { Loading, Trouble } from '../parts/Notice';
import { Tabs, tabOf } from '../parts/Tabs';
import { Time } from '../parts/Time';
import { GroupJobs } from './GroupJobs';
import { GroupPolicies } from './GroupPolicies';
import { GroupRules } from './GroupRules';
import { Members } from './Members';

const tabs = [['members', 'Members'], ['jobs', 'Jobs'], ['policies', 'Policies'], ['rules', 'Rules']] as const;

/** One ID group: who is in it, what it got, what brings computers into it, and by which rules it lives. */
export function GroupPage({ id, query }: { id: string; query: URLSearchParams }) {
  const group = useReading<GroupInFull>(`groups/${id}`);
  const readAgain = useThrottled(group.reload, 1000);
  useChanges((kind) => {
    if (kind === 'group' || kind === 'computer' || kind === 'reload') readAgain();
  });
  const value = group.value;
  if (!value) return group.problem ? <Trouble problem={group.problem} again={group.reload} /> : <Loading lines={6} />;
  const tab = tabOf(query, tabs);
  return (
    <>
      <Head
        title={value.name}
        under={
          <>
            {value.members.toLocaleString('en')} {value.members === 1 ? 'computer' : 'computers'} · created <Time at={value.createdAt} />
            {value.beingRemoved && ' · is being removed'}
            {value.description && <span className="plain"> · {value.description}</span>}
          </>
        }
      >
        <a className="button primary" href={`#/tasks/new?group=${id}`}>
          New task
        </a>
      </Head>
      <Tabs label="Views of the ID group" path={`groups/${id}`} tabs={tabs} open={tab} />
      {tab === 'members' && <Members group={value} changed={group.reload} />}
      {tab === 'jobs' && <GroupJobs id={id} query={query} />}
      {tab === 'policies' && <GroupPolicies id={id} />}
      {tab === 'rules' && <GroupRules group={value} changed={group.reload} />}
    </>
  );
}

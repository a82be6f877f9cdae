import { useChanges } from '../gateway/changes';
import { useReading, useThrottled } from '../gateway/reading';
import type { Computer } from '../gateway/types';
import { Head } from '../parts/Head';
import { Trouble } from '../parts/Notice';
import { State } from '../parts/State';
import { Tabs, tabOf } from '../parts/Tabs';
import { Time } from '../parts/Time';
import { ComputerActions } from './ComputerActions';
import { ComputerJobs } from './ComputerJobs';
import { ComputerTimeLine } from './ComputerTimeLine';
import { Compliance } from './Compliance';
import { Machine } from './Machine';
import { Software } from './Software';
import { SoftwareChanges } from './SoftwareChanges';
import { systemName } from './systems';

const tabs = [['history', 'Time line'], ['machine', 'Machine'], ['software', 'Software'], ['changes', 'Software changes'], ['jobs', 'Jobs'], ['compliance', 'Compliance']] as const;

/** One computer: what it is, what is on it, and everything that ever happened to it. */
export function ComputerPage({ id, query }: { id: string; query: URLSearchParams }) {
  const computer = useReading<Computer>(`computers/${id}`);
  const readAgain = useThrottled(computer.reload, 3000);
  useChanges((kind) => {
    if (kind === 'computer' || kind === 'reload') readAgain();
  });
  const value = computer.value;
  const gone = computer.problem?.status === 404;
  const tab = gone ? 'history' : tabOf(query, tabs);
  return (
    <>
      <Head title={value?.name ?? (gone ? 'A removed computer' : 'Computer')} under={value ? <Facts computer={value} /> : gone ? 'It left the platform; its history stays.' : undefined}>
        {value && <ComputerActions computer={value} done={computer.reload} />}
      </Head>
      {computer.problem && !gone && <Trouble problem={computer.problem} again={computer.reload} />}
      {value?.fencedAt && (
        <p className="reason">
          Fenced <Time at={value.fencedAt} />: two computers have this identity, and neither is let in. Look which is the copy, let that one enrol anew, then lift the fence.
        </p>
      )}
      {!gone && <Tabs label="Views of the computer" path={`computers/${id}`} tabs={tabs} open={tab} />}
      {tab === 'history' && <ComputerTimeLine id={id} query={query} />}
      {tab === 'machine' && <Machine id={id} />}
      {tab === 'software' && <Software id={id} />}
      {tab === 'changes' && <SoftwareChanges id={id} />}
      {tab === 'jobs' && <ComputerJobs id={id} query={query} />}
      {tab === 'compliance' && <Compliance id={id} />}
    </>
  );
}

function Facts({ computer }: { computer: Computer }) {
  return (
    <>
      <State look={computer.fencedAt ? 'bad' : computer.online ? 'good' : 'pending'}>{computer.fencedAt ? 'Fenced' : computer.online ? 'Online' : 'Offline'}</State>
      {' · '}
      {systemName(computer.operatingSystem)}, {computer.architecture}
      {computer.agentVersion && ` · agent ${computer.agentVersion}`}
      {computer.lastContactAt && <> · last contact <Time at={computer.lastContactAt} /></>}
      {' · enrolled '}
      <Time at={computer.enrolledAt} />
      {computer.isRelay && ' · relay'}
    </>
  );
}

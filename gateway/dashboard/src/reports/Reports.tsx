import type { PageProps } from '../pages';
import { Head } from '../parts/Head';
import { Tabs, tabOf } from '../parts/Tabs';
import { AbsentComputers } from './AbsentComputers';
import { AgentVersions } from './AgentVersions';
import { Countermeasures } from './Countermeasures';
import { Exports } from './Exports';
import { PackageReport } from './PackageReport';
import { StandBy } from './StandBy';
import { TaskReports } from './TaskReports';

const tabs = [['tasks', 'Tasks'], ['packages', 'Packages'], ['stand-by', 'Stand-by'], ['absent', 'Absent computers'], ['agents', 'Agent versions'], ['countermeasures', 'Countermeasures'], ['exports', 'Exports']] as const;

/** What the platform did and how it stands, to look at, to print and to take away. */
export default function Reports({ query }: PageProps) {
  const tab = tabOf(query, tabs);
  return (
    <>
      <Head title="Reports" />
      <Tabs label="Reports" path="reports" tabs={tabs} open={tab} />
      {tab === 'tasks' && <TaskReports query={query} />}
      {tab === 'packages' && <PackageReport query={query} />}
      {tab === 'stand-by' && <StandBy />}
      {tab === 'absent' && <AbsentComputers query={query} />}
      {tab === 'agents' && <AgentVersions />}
      {tab === 'countermeasures' && <Countermeasures />}
      {tab === 'exports' && <Exports />}
    </>
  );
}

import type { SoftwareEvent } from '../gateway/fleet';
import { useListing } from '../gateway/reading';
import { List } from '../parts/List';
import { Empty } from '../parts/Notice';
import { State } from '../parts/State';
import { Table } from '../parts/Table';
import { Clock } from '../parts/Time';

const looks = { Found: 'quiet', Installed: 'good', Updated: 'busy', Removed: 'late' } as const;

/** What became of software on a computer, the newest first. */
export function SoftwareChanges({ id }: { id: string }) {
  const changes = useListing<SoftwareEvent>(`computers/${id}/software-history`, 200);
  return (
    <List listing={changes} empty={<Empty title="No change is known">Changes are found when the agent tells what is installed.</Empty>}>
      {(items) => (
        <Table label="Software changes" rows={items} keyOf={(item) => `${item.at} ${item.kind} ${item.software.name} ${item.software.version} ${item.software.architecture} ${item.software.productCode}`} columns={[
          { name: 'When', cell: (item) => <Clock at={item.at} /> },
          { name: 'What', cell: (item) => <State look={looks[item.kind]}>{item.kind}</State> },
          { name: 'Software', cell: (item) => item.software.name },
          { name: 'Version', cell: (item) => (item.previousVersion ? `${item.previousVersion} → ${item.software.version}` : item.software.version) },
        ]} />
      )}
    </List>
  );
}

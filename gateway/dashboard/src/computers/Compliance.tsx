import type { ComputerCompliance, SecurityPolicy } from '../gateway/fleet';
import { useListing, useReading } from '../gateway/reading';
import { List } from '../parts/List';
import { Empty } from '../parts/Notice';
import { State } from '../parts/State';
import { Table } from '../parts/Table';
import { Time } from '../parts/Time';
import { complianceLook, partWord } from '../security/words';

/** How one computer stands to each security policy. */
export function Compliance({ id }: { id: string }) {
  const standing = useListing<ComputerCompliance>(`computers/${id}/compliance`);
  return (
    <List listing={standing} empty={<Empty title="No security policy judges it">A computer is judged when it is in an ID group that has a policy, and its inventory is known.</Empty>}>
      {(items) => (
        <Table label="Compliance" rows={items} keyOf={(one) => one.policyId} columns={[
          { name: 'Policy', cell: (one) => <Named id={one.policyId} /> },
          { name: 'State', cell: (one) => <State look={complianceLook[one.state]}>{one.state}</State> },
          { name: 'Because of', cell: (one) => one.violations.map((violation) => `${partWord[violation.part] ?? violation.part} ${violation.subject}`).join(', ') },
          { name: 'Since', cell: (one) => <Time at={one.changedAt} /> },
        ]} />
      )}
    </List>
  );
}

function Named({ id }: { id: string }) {
  const { value } = useReading<SecurityPolicy>(`security-policies/${id}`);
  return <a href={`#/security/${id}`}>{value?.name ?? 'a policy'}</a>;
}

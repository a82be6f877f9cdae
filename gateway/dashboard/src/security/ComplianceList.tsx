import type { ComplianceState, ComputerCompliance, PolicyCompliance, SecurityPolicy } from '../gateway/fleet';
import { useListing, useReading } from '../gateway/reading';
import type { Computer } from '../gateway/types';
import { Standing } from '../overview/ComplianceBars';
import { List } from '../parts/List';
import { asked } from '../parts/Narrow';
import { Empty } from '../parts/Notice';
import { State } from '../parts/State';
import { Table } from '../parts/Table';
import { Time } from '../parts/Time';
import { narrow } from '../route';
import { complianceLook, partWord } from './words';

const states: ComplianceState[] = ['Violating', 'Suppressed', 'Compliant'];

/** The computers that a security policy judges, with what each lacks. */
export function ComplianceList({ policy, query }: { policy: SecurityPolicy; query: URLSearchParams }) {
  const counts = useListing<PolicyCompliance>('security-policies/compliance').items?.find((one) => one.policyId === policy.id);
  const computers = useListing<ComputerCompliance>(`security-policies/${policy.id}/compliance${asked(query, ['state'])}`);
  const state = query.get('state');
  const figure = { Compliant: counts?.compliant, Violating: counts?.violating, Suppressed: counts?.suppressed };
  return (
    <section aria-label="Compliance">
      {counts && <Standing policy={counts} />}
      <div className="filter" role="group" aria-label="Show computers by state">
        <button aria-pressed={!state} onClick={() => narrow({ state: '' })}>All</button>
        {states.map((one) => (
          <button key={one} aria-pressed={state === one} onClick={() => narrow({ state: state === one ? '' : one })}>
            <State look={complianceLook[one]}>{one}</State> <b>{figure[one]?.toLocaleString('en')}</b>
          </button>
        ))}
      </div>
      <List listing={computers} empty={<Empty title={state ? 'No computer is in this state' : 'Nobody is judged yet'}>{state ? 'Choose another state above.' : 'Computers are judged when they are in an ID group that it is assigned to, and their inventory is known.'}</Empty>}>
        {(items) => (
          <Table label="Compliance of computers" rows={items} keyOf={(one) => one.computerId} columns={[
            { name: 'Computer', cell: (one) => <Named id={one.computerId} /> },
            { name: 'State', cell: (one) => <State look={complianceLook[one.state]}>{one.state}</State> },
            { name: 'Because of', cell: (one) => one.violations.map((violation) => `${partWord[violation.part] ?? violation.part} ${violation.subject}`).join(', ') },
            { name: 'Countermeasures', number: true, cell: (one) => one.countermeasures.reduce((sum, attempt) => sum + attempt.takenAt.length, 0) || '' },
            { name: 'Since', cell: (one) => <Time at={one.changedAt} /> },
          ]} />
        )}
      </List>
    </section>
  );
}

function Named({ id }: { id: string }) {
  const { value, problem } = useReading<Computer>(`computers/${id}`);
  return <a className="title" href={`#/computers/${id}`}>{value?.name ?? (problem ? 'a removed computer' : '…')}</a>;
}

import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import type { SecurityPolicy, SecurityRules } from '../gateway/fleet';
import { newId } from '../gateway/newId';
import { useReading } from '../gateway/reading';
import { errorsOf, request } from '../gateway/request';
import { Ask } from '../parts/Ask';
import { Entry } from '../parts/Entry';
import { Head } from '../parts/Head';
import { Loading, Trouble } from '../parts/Notice';
import { Tabs, tabOf } from '../parts/Tabs';
import { useDeed } from '../parts/useDeed';
import { go } from '../route';
import { Assignments } from './Assignments';
import { ComplianceList } from './ComplianceList';
import { RuleFields } from './RuleFields';

const none: SecurityRules = { mandatory: [], prohibited: [], updates: [], enforcesMandatory: false, enforcesProhibited: false, enforcesUpdates: false };
const tabs = [['compliance', 'Compliance'], ['rules', 'Rules'], ['groups', 'ID groups']] as const;

/** A new security policy, or one that is there: how computers stand to it, what it asks, and of whom. */
export function SecurityPolicyPage({ id, query }: { id: string | undefined; query: URLSearchParams }) {
  if (id) return <Known id={id} query={query} />;
  return (
    <>
      <Head title="New security policy" />
      <Form policy={undefined} saved={() => undefined} />
    </>
  );
}

function Known({ id, query }: { id: string; query: URLSearchParams }) {
  const policy = useReading<SecurityPolicy>(`security-policies/${id}`);
  const { busy, problem, act } = useDeed();
  const value = policy.value;
  if (!value) return policy.problem ? <Trouble problem={policy.problem} again={policy.reload} /> : <Loading lines={8} />;
  const tab = tabOf(query, tabs);
  return (
    <>
      <Head title={value.name} under={`Revision ${value.revision}, for ${value.groupIds.length === 1 ? '1 ID group' : `${value.groupIds.length} ID groups`}`}>
        <Ask label="Remove" title={`Remove ${value.name}?`} disabled={busy} act={() => void act(() => request(`security-policies/${id}`, { method: 'DELETE' })).then((fine) => fine && go('security'))}>
          <p>Nobody is judged by it any more, and the tasks that it made are called off.</p>
        </Ask>
        {problem && <Trouble problem={problem} />}
      </Head>
      <Tabs label="Views of the security policy" path={`security/${id}`} tabs={tabs} open={tab} />
      {tab === 'compliance' && <ComplianceList policy={value} query={query} />}
      {tab === 'rules' && <Form key={value.revision} policy={value} saved={policy.reload} />}
      {tab === 'groups' && <Assignments policy={value} changed={policy.reload} />}
    </>
  );
}

function Form({ policy, saved }: { policy: SecurityPolicy | undefined; saved: () => void }) {
  const [name, setName] = useState(policy?.name ?? '');
  const [rules, setRules] = useState<SecurityRules>(policy?.rules ?? none);
  const [kept, setKept] = useState(false);
  const id = useRef(policy?.id ?? newId());
  const { busy, problem, act } = useDeed(saved);
  const errors = errorsOf(problem);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await act(() => request(`security-policies/${id.current}`, { method: 'PUT', body: { name, ...rules } })))) return;
    setKept(true);
    if (!policy) go(`security/${id.current}?tab=groups`);
  };
  return (
    <form className="sheet" onSubmit={save} aria-label="Security policy">
      <div className="fields">
        <Entry label="Name" required wide value={name} change={setName} errors={errors.name} />
      </div>
      <RuleFields rules={rules} errors={errors} change={(part) => { setKept(false); setRules((old) => ({ ...old, ...part })); }} />
      {problem && <Trouble problem={problem} />}
      <div className="actions">
        <button className="primary" disabled={busy}>
          {policy ? 'Save' : 'Set security policy'}
        </button>
        <a className="button" href="#/security">
          Back
        </a>
        {kept && <span role="status">Saved.</span>}
      </div>
    </form>
  );
}

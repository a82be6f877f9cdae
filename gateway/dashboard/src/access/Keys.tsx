import { useState } from 'react';
import type { FormEvent } from 'react';
import { useListing } from '../gateway/reading';
import { errorsOf, Problem, request } from '../gateway/request';
import { Entry } from '../parts/Entry';
import { More } from '../parts/More';
import { Empty, Loading, Trouble } from '../parts/Notice';
import { Time } from '../parts/Time';
import { GrantFields } from './GrantFields';
import { said } from './roleNames';
import { useMay, useSession } from './session';
import { Shown } from './Shown';

interface ApiKey {
  id: string;
  name: string;
  roles: string[];
  groups: string[] | null;
  ownerId: string | null;
  expiresAt: string | null;
  issuedAt: string;
  revokedAt: string | null;
}

/** API keys: all of them for whoever may see them, else one's own. */
export function Keys() {
  const keys = useListing<ApiKey>('access/keys', 100);
  const me = useSession();
  const manages = useMay()('access.manage');
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<{ what: string; secret: string }>();
  const [problem, setProblem] = useState<Problem>();

  const revoke = async (id: string) => {
    setProblem(undefined);
    try {
      await request(`access/keys/${id}`, { method: 'DELETE' });
      keys.reload();
    } catch (fault) {
      setProblem(fault instanceof Problem ? fault : new Problem(0, String(fault)));
    }
  };

  return (
    <section>
      <h2>API keys</h2>
      {shown && <Shown {...shown} done={() => setShown(undefined)} />}
      {problem && <Trouble problem={problem} />}
      {keys.problem && <Trouble problem={keys.problem} again={keys.reload} />}
      {!keys.items && !keys.problem && <Loading lines={3} />}
      {keys.items?.length === 0 && <Empty title="No API keys">A script shows one instead of a name and a password.</Empty>}
      <ul className="rows">
        {keys.items?.map((key) => (
          <li key={key.id} className="row key">
            <span className="title">{key.name}</span>
            <span className="faint">
              {said(key.roles, key.groups)} · issued <Time at={key.issuedAt} />
              {key.expiresAt && (
                <>
                  {' '}
                  · until <Time at={key.expiresAt} />
                </>
              )}
              {key.revokedAt && ' · revoked'}
            </span>
            {!key.revokedAt && (manages || key.ownerId === me?.id) && (
              <button className="quiet" onClick={() => void revoke(key.id)}>
                Revoke
              </button>
            )}
          </li>
        ))}
      </ul>
      <More more={keys.more} />
      {adding ? (
        <KeyForm
          own={!manages}
          done={(once) => {
            setAdding(false);
            setShown(once);
            keys.reload();
          }}
        />
      ) : (
        <button onClick={() => setAdding(true)}>Issue a key</button>
      )}
    </section>
  );
}

function KeyForm({ own, done }: { own: boolean; done: (once?: { what: string; secret: string }) => void }) {
  const me = useSession();
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [roles, setRoles] = useState(own ? (me?.roles ?? []) : ['viewer']);
  const [groups, setGroups] = useState<string[]>([]);
  const [problem, setProblem] = useState<Problem>();
  const errors = errorsOf(problem);

  const issue = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    try {
      const expiresAt = days ? new Date(Date.now() + Number(days) * 86_400_000).toISOString() : null;
      const issued = await request<{ name: string; key: string }>('access/keys', { method: 'POST', body: { name, roles, groups: groups.length > 0 ? groups : null, expiresAt, own } });
      done({ what: `The key of ${issued.name}`, secret: issued.key });
    } catch (fault) {
      setProblem(fault instanceof Problem ? fault : new Problem(0, String(fault)));
    }
  };

  return (
    <form className="grant" onSubmit={(event) => void issue(event)}>
      <Entry label="What it is for" value={name} change={setName} errors={errors['name']} required />
      <Entry
        label="Good for"
        value={days}
        change={setDays}
        errors={errors['expiresAt']}
        choices={[
          ['1', 'a day'],
          ['30', '30 days'],
          ['90', '90 days'],
          ['365', 'a year'],
          ['', 'ever'],
        ]}
      />
      <GrantFields
        roles={roles}
        groups={groups}
        errors={errors}
        change={(chosenRoles, chosenGroups) => {
          setRoles(chosenRoles);
          setGroups(chosenGroups);
        }}
      />
      {problem && Object.keys(errors).length === 0 && <Trouble problem={problem} />}
      <div className="actions">
        <button className="primary">Issue</button>
        <button type="button" className="quiet" onClick={() => done()}>
          Cancel
        </button>
      </div>
    </form>
  );
}

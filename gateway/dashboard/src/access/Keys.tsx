import { useState } from 'react';
import { useListing } from '../gateway/reading';
import { errorsOf, request } from '../gateway/request';
import { Ask } from '../parts/Ask';
import { Entry } from '../parts/Entry';
import { List } from '../parts/List';
import { Empty, Trouble } from '../parts/Notice';
import { Time } from '../parts/Time';
import { useDeed } from '../parts/useDeed';
import { GrantForm } from './GrantForm';
import type { Grant } from './GrantForm';
import { said } from './roleNames';
import { useMay, useSession } from './session';
import { Shown } from './Shown';
import type { Secret } from './Shown';

interface ApiKey extends Grant {
  id: string;
  name: string;
  ownerId: string | null;
  expiresAt: string | null;
  issuedAt: string;
  revokedAt: string | null;
}

/** API keys: all of them for whoever may see them, else one's own. */
export function Keys() {
  const keys = useListing<ApiKey>('access/keys');
  const me = useSession();
  const manages = useMay()('access.manage');
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<Secret>();
  const { busy, problem, act } = useDeed(keys.reload);

  return (
    <section>
      <h2>API keys</h2>
      {shown && <Shown {...shown} done={() => setShown(undefined)} />}
      {problem && <Trouble problem={problem} />}
      <List listing={keys} empty={<Empty title="No API keys">A script shows one instead of a name and a password.</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map((key) => (
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
                  <Ask label="Revoke" title={`Revoke the key '${key.name}'?`} look="quiet" disabled={busy} act={() => void act(() => request(`access/keys/${key.id}`, { method: 'DELETE' }))}>
                    <p>What calls with it is refused from now on.</p>
                  </Ask>
                )}
              </li>
            ))}
          </ul>
        )}
      </List>
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

function KeyForm({ own, done }: { own: boolean; done: (once?: Secret) => void }) {
  const me = useSession();
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [grant, setGrant] = useState<Grant>({ roles: own ? (me?.roles ?? []) : ['viewer'], groups: me?.groups ?? null });
  const { busy, problem, act } = useDeed();
  const errors = errorsOf(problem);
  const issue = async () => {
    const expiresAt = days ? new Date(Date.now() + Number(days) * 86_400_000).toISOString() : null;
    const issued = await request<{ name: string; key: string }>('access/keys', { method: 'POST', body: { name, ...grant, expiresAt, own } });
    done({ what: `The key of ${issued.name}`, secret: issued.key });
  };

  return (
    <GrantForm grant={grant} change={setGrant} busy={busy} problem={problem} confirm="Issue" save={() => void act(issue)} cancel={() => done()}>
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
    </GrantForm>
  );
}

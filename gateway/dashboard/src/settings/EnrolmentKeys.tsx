import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { newId } from '../gateway/newId';
import { useListing } from '../gateway/reading';
import { errorsOf, request } from '../gateway/request';
import type { Group } from '../gateway/types';
import { Ask } from '../parts/Ask';
import { List } from '../parts/List';
import { Empty, Trouble } from '../parts/Notice';
import { State } from '../parts/State';
import { Table } from '../parts/Table';
import { Time } from '../parts/Time';
import { useDeed } from '../parts/useDeed';

interface Key { id: string; name: string; createdAt: string; expiresAt: string | null; usesAllowed: number | null; uses: number | null; groupId: string | null; revokedAt: string | null }

/** The keys with which computers enrol; a key is shown once, when it is made. */
export function EnrolmentKeys() {
  const keys = useListing<Key>('enrolment-keys');
  const groups = useListing<Group>('groups', 1000).items ?? [];
  const { busy, problem, act } = useDeed(keys.reload);
  const [made, setMade] = useState<string>();
  const form = useRef<HTMLFormElement>(null);
  const errors = errorsOf(problem);
  const create = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => (data.get(name) ? String(data.get(name)) : null);
    void act(async () => {
      const answer = await request<{ key: string }>('enrolment-keys', { method: 'POST', body: { id: newId(), name: text('name'), groupId: text('group'), usesAllowed: text('uses') ? Number(text('uses')) : null, expiresAt: text('expires') ? new Date(text('expires')!).toISOString() : null } });
      setMade(answer.key);
      form.current?.reset();
    });
  };
  return (
    <section aria-labelledby="keys">
      <h2 id="keys">Enrolment keys</h2>
      <form ref={form} className="inline" onSubmit={create} aria-label="New enrolment key">
        <input name="name" aria-label="Name of the key" placeholder="Name" required maxLength={256} />
        <select name="group" aria-label="ID group that its computers join">
          <option value="">joins no ID group</option>
          {groups.map((group) => (
            <option key={group.id} value={group.id}>
              joins {group.name}
            </option>
          ))}
        </select>
        <input name="uses" type="number" min={1} aria-label="For how many computers" placeholder="any number" aria-invalid={errors.usesAllowed ? true : undefined} />
        <label className="inline">
          until <input name="expires" type="datetime-local" aria-invalid={errors.expiresAt ? true : undefined} />
        </label>
        <button className="primary" disabled={busy}>
          Make a key
        </button>
      </form>
      {problem && <Trouble problem={problem} />}
      {made && (
        <div className="good-note" role="status">
          <p>This key is shown only now:</p>
          <p>
            <code>{made}</code>
          </p>
        </div>
      )}
      <List listing={keys} empty={<Empty title="No keys yet">An agent enrols with a key; make one above.</Empty>}>
        {(items) => (
          <Table label="Enrolment keys" rows={items} keyOf={(key) => key.id} columns={[
            { name: 'Name', cell: (key) => key.name || <span className="faint">without a name</span> },
            { name: 'State', cell: (key) => <Standing standing={key} /> },
            { name: 'ID group', cell: (key) => (key.groupId ? <a href={`#/groups/${key.groupId}`}>{groups.find((group) => group.id === key.groupId)?.name ?? 'an ID group'}</a> : <span className="faint">none</span>) },
            { name: 'Used', number: true, cell: (key) => (key.usesAllowed === null ? <span className="faint">any number</span> : `${key.uses} of ${key.usesAllowed}`) },
            { name: 'Expires', cell: (key) => (key.expiresAt ? <Time at={key.expiresAt} /> : <span className="faint">never</span>) },
            { name: '', number: true, cell: (key) => !key.revokedAt && (
              <Ask label="Revoke" title={`Revoke the key '${key.name}'?`} look="quiet" disabled={busy} act={() => void act(() => request(`enrolment-keys/${key.id}`, { method: 'DELETE' }))}>
                <p>No computer enrols with it any more. Those that did stay.</p>
              </Ask>
            ) },
          ]} />
        )}
      </List>
    </section>
  );
}

function Standing({ standing: key }: { standing: Key }) {
  if (key.revokedAt) return <State look="quiet">Revoked</State>;
  if (key.expiresAt && new Date(key.expiresAt) < new Date()) return <State look="quiet">Expired</State>;
  return key.usesAllowed !== null && key.uses !== null && key.uses >= key.usesAllowed ? <State look="quiet">Used up</State> : <State look="good">Open</State>;
}

import { useState } from 'react';
import { useListing } from '../gateway/reading';
import { errorsOf, request } from '../gateway/request';
import { Ask } from '../parts/Ask';
import { Entry } from '../parts/Entry';
import { List } from '../parts/List';
import { Empty, Trouble } from '../parts/Notice';
import { useDeed } from '../parts/useDeed';
import { GrantForm } from './GrantForm';
import type { Grant } from './GrantForm';
import { said } from './roleNames';
import { useMay, useSession } from './session';
import { Shown } from './Shown';
import type { Secret } from './Shown';

interface Person extends Grant {
  id: string;
  name: string;
  displayName: string;
  mustChangePassword: boolean;
  disabledAt: string | null;
}

interface OneTime {
  name: string;
  password: string;
}

const once = ({ name, password }: OneTime): Secret => ({ what: `One-time password of ${name}`, secret: password });

/** Everybody who signs in with a password, and what they may do. */
export function People() {
  const people = useListing<Person>('access/people');
  const me = useSession();
  const manages = useMay()('access.manage');
  const [editing, setEditing] = useState<string>();
  const [shown, setShown] = useState<Secret>();
  const { busy, problem, act } = useDeed(people.reload);
  const done = (secret?: Secret) => {
    setEditing(undefined);
    setShown(secret);
    people.reload();
  };
  const reset = (person: Person) => act(async () => setShown(once(await request<OneTime>(`access/people/${person.id}/password`, { method: 'POST' }))));
  const disable = (person: Person) => act(() => request(`access/people/${person.id}/disabled`, { method: person.disabledAt ? 'DELETE' : 'PUT' }));

  return (
    <section>
      <h2>People</h2>
      {shown && <Shown {...shown} done={() => setShown(undefined)} />}
      {problem && <Trouble problem={problem} />}
      <List listing={people} empty={<Empty title="Nobody">Whoever is added here signs in with a name and a password.</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map((person) => (
              <li key={person.id} className="row person">
                <span className="title">{person.displayName}</span>
                <span className="faint">
                  {said(person.roles, person.groups)}
                  {person.disabledAt ? ' · may not sign in' : person.mustChangePassword ? ' · has not chosen a password yet' : ''}
                </span>
                {manages && person.id !== me?.id && (
                  <span className="actions">
                    <button className="quiet" onClick={() => setEditing(editing === person.id ? undefined : person.id)}>
                      Roles
                    </button>
                    <Ask label="New password" title={`Give ${person.displayName} a new password?`} look="quiet" disabled={busy} act={() => void reset(person)}>
                      <p>The old one opens nothing any more, and all their sessions end. You get a password for one use.</p>
                    </Ask>
                    {person.disabledAt ? (
                      <button className="quiet" disabled={busy} onClick={() => void disable(person)}>
                        Let in
                      </button>
                    ) : (
                      <Ask label="Shut out" title={`Shut ${person.displayName} out?`} look="quiet" disabled={busy} act={() => void disable(person)}>
                        <p>Their sessions and their own keys end at once. They can be let in again.</p>
                      </Ask>
                    )}
                  </span>
                )}
                {editing === person.id && <PersonForm person={person} done={done} />}
              </li>
            ))}
          </ul>
        )}
      </List>
      {manages && (editing === 'new' ? <PersonForm done={done} /> : <button onClick={() => setEditing('new')}>Add somebody</button>)}
    </section>
  );
}

function PersonForm({ person, done }: { person?: Person; done: (secret?: Secret) => void }) {
  const limited = useSession()?.groups ?? null;
  const [name, setName] = useState('');
  const [grant, setGrant] = useState<Grant>(person ? { roles: person.roles, groups: person.groups } : { roles: ['viewer'], groups: limited });
  const { busy, problem, act } = useDeed();
  const errors = errorsOf(problem);
  const save = async () => {
    if (person) {
      await request(`access/people/${person.id}/roles`, { method: 'PUT', body: grant });
      done();
    } else {
      done(once(await request<OneTime>('access/people', { method: 'POST', body: { name, ...grant } })));
    }
  };

  return (
    <GrantForm grant={grant} change={setGrant} busy={busy} problem={problem} confirm={person ? 'Save' : 'Add'} save={() => void act(save)} cancel={() => done()}>
      {!person && <Entry label="Name" value={name} change={setName} errors={errors['name']} hint="To sign in with: letters, digits and . _ @ + -" required />}
    </GrantForm>
  );
}

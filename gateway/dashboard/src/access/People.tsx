import { useState } from 'react';
import type { FormEvent } from 'react';
import { useListing } from '../gateway/reading';
import { errorsOf, Problem, request } from '../gateway/request';
import { Entry } from '../parts/Entry';
import { More } from '../parts/More';
import { Loading, Trouble } from '../parts/Notice';
import { GrantFields } from './GrantFields';
import { said } from './roleNames';
import { useMay, useSession } from './session';
import { Shown } from './Shown';

interface Person {
  id: string;
  name: string;
  displayName: string;
  roles: string[];
  groups: string[] | null;
  mustChangePassword: boolean;
  disabledAt: string | null;
}

/** Everybody who signs in with a password, and what they may do. */
export function People() {
  const people = useListing<Person>('access/people', 100);
  const me = useSession();
  const manages = useMay()('access.manage');
  const [editing, setEditing] = useState<string>();
  const [shown, setShown] = useState<{ what: string; secret: string }>();
  const [problem, setProblem] = useState<Problem>();

  const act = async (path: string, method: string) => {
    setProblem(undefined);
    try {
      const answer = await request<{ name: string; password: string } | undefined>(`access/people/${path}`, { method });
      if (answer?.password) setShown({ what: `One-time password of ${answer.name}`, secret: answer.password });
      people.reload();
    } catch (fault) {
      setProblem(fault instanceof Problem ? fault : new Problem(0, String(fault)));
    }
  };
  const done = (once?: { what: string; secret: string }) => {
    setEditing(undefined);
    setShown(once);
    people.reload();
  };

  return (
    <section>
      <h2>People</h2>
      {shown && <Shown {...shown} done={() => setShown(undefined)} />}
      {problem && <Trouble problem={problem} />}
      {people.problem && <Trouble problem={people.problem} again={people.reload} />}
      {!people.items && !people.problem && <Loading lines={3} />}
      <ul className="rows">
        {people.items?.map((person) => (
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
                <button className="quiet" onClick={() => void act(`${person.id}/password`, 'POST')}>
                  New password
                </button>
                <button className="quiet" onClick={() => void act(`${person.id}/disabled`, person.disabledAt ? 'DELETE' : 'PUT')}>
                  {person.disabledAt ? 'Let in' : 'Shut out'}
                </button>
              </span>
            )}
            {editing === person.id && <PersonForm person={person} done={done} />}
          </li>
        ))}
      </ul>
      <More more={people.more} />
      {manages && (editing === 'new' ? <PersonForm done={done} /> : <button onClick={() => setEditing('new')}>Add somebody</button>)}
    </section>
  );
}

function PersonForm({ person, done }: { person?: Person; done: (once?: { what: string; secret: string }) => void }) {
  const [name, setName] = useState('');
  const [roles, setRoles] = useState(person?.roles ?? ['viewer']);
  const [groups, setGroups] = useState(person?.groups ?? []);
  const [problem, setProblem] = useState<Problem>();
  const errors = errorsOf(problem);

  const save = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    const grant = { roles, groups: groups.length > 0 ? groups : null };
    try {
      if (person) {
        await request(`access/people/${person.id}/roles`, { method: 'PUT', body: grant });
        done();
      } else {
        const added = await request<{ name: string; password: string }>('access/people', { method: 'POST', body: { name, ...grant } });
        done({ what: `One-time password of ${added.name}`, secret: added.password });
      }
    } catch (fault) {
      setProblem(fault instanceof Problem ? fault : new Problem(0, String(fault)));
    }
  };

  return (
    <form className="grant" onSubmit={(event) => void save(event)}>
      {!person && <Entry label="Name" value={name} change={setName} errors={errors['name']} hint="To sign in with: letters, digits and . _ @ + -" required />}
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
        <button className="primary">{person ? 'Save' : 'Add'}</button>
        <button type="button" className="quiet" onClick={() => done()}>
          Cancel
        </button>
      </div>
    </form>
  );
}

import type { FormEvent } from 'react';
import type { GroupInFull } from '../gateway/fleet';
import { useReading } from '../gateway/reading';
import { request } from '../gateway/request';
import { Ask } from '../parts/Ask';
import { LimitFields } from '../parts/LimitFields';
import type { Limit } from '../parts/LimitFields';
import { Trouble } from '../parts/Notice';
import { useDeed } from '../parts/useDeed';
import { go } from '../route';
import { GroupCondition } from './GroupCondition';
import { GroupWindows } from './GroupWindows';
import { NestedGroups } from './NestedGroups';
import { registrationWord } from './words';

/** By which rules an ID group lives: its name, who comes in by itself, and when work may begin on its members. */
export function GroupRules({ group, changed }: { group: GroupInFull; changed: () => void }) {
  const { busy, problem, act } = useDeed(changed);
  const path = `groups/${group.id}`;
  const limits = useReading<Limit[]>('limits');
  const rename = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void act(() => request(path, { method: 'PATCH', body: { name: form.get('name'), description: form.get('description') } }));
  };
  const open = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = new FormData(event.currentTarget).get('password');
    void act(() => request(`${path}/self-registration`, { method: 'PUT', body: { password: password || null } }));
  };
  return (
    <div className="columns">
      {problem && <Trouble problem={problem} />}
      <section className="panel" aria-labelledby="naming">
        <h2 id="naming">Name</h2>
        <form className="stack" onSubmit={rename}>
          <label>
            Name
            <input name="name" defaultValue={group.name} required maxLength={256} />
          </label>
          <label>
            Description
            <textarea name="description" rows={2} maxLength={2000} defaultValue={group.description ?? ''} />
          </label>
          <button disabled={busy}>Save</button>
        </form>
      </section>
      <GroupCondition id={group.id} />
      <NestedGroups group={group} changed={changed} />
      <section className="panel" aria-labelledby="registration">
        <h2 id="registration">Self-registration</h2>
        <p className="lead">Now: {registrationWord[group.selfRegistration]}.</p>
        <form className="stack" onSubmit={open}>
          <label>
            Password, if one is to be asked for
            <input name="password" type="password" autoComplete="new-password" minLength={8} maxLength={256} />
          </label>
          <span className="actions">
            <button disabled={busy}>Let users register</button>
            {group.selfRegistration !== 'Closed' && (
              <button type="button" disabled={busy} onClick={() => void act(() => request(`${path}/self-registration`, { method: 'DELETE' }))}>
                Close it
              </button>
            )}
          </span>
        </form>
      </section>
      <GroupWindows id={group.id} />
      <section className="panel" aria-labelledby="limits">
        <h2 id="limits">Limits</h2>
        <LimitFields path={`limits/groups/${group.id}`} limit={limits.value?.find((limit) => limit.groupId === group.id)} done={limits.reload} />
      </section>
      <section className="panel" aria-labelledby="removal">
        <h2 id="removal">Removal</h2>
        <p className="lead">Its members leave it; what was installed on them stays.</p>
        <span>
          <Ask label="Remove this ID group" title={`Remove ${group.name}?`} disabled={busy} act={() => void act(() => request(path, { method: 'DELETE' })).then((fine) => fine && go('groups'))}>
            <p>Its {group.members.toLocaleString('en')} members leave it. Tasks that stand for it reach nobody new any more.</p>
          </Ask>
        </span>
      </section>
    </div>
  );
}

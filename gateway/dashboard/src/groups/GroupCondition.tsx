import type { FormEvent } from 'react';
import { useReading } from '../gateway/reading';
import { errorsOf, request } from '../gateway/request';
import { Trouble } from '../parts/Notice';
import { Time } from '../parts/Time';
import { useDeed } from '../parts/useDeed';

interface Condition { search: string; setAt: string }

/** A condition that the members of an ID group follow by themselves. */
export function GroupCondition({ id }: { id: string }) {
  const condition = useReading<Condition>(`groups/${id}/condition`);
  const { busy, problem, act } = useDeed(condition.reload);
  const value = condition.problem ? undefined : condition.value;
  const wrong = errorsOf(problem).search?.join(' ');
  const set = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const search = new FormData(event.currentTarget).get('search');
    void act(() => request(`groups/${id}/condition`, { method: 'PUT', body: { search } }));
  };
  return (
    <section className="panel" aria-labelledby="condition">
      <h2 id="condition">Dynamic members</h2>
      <p className="lead">
        {value ? <>The members follow a condition, set <Time at={value.setAt} />.</> : 'Members come and go by hand, by policies and keys. With a condition they follow what computers are, and nothing else.'}
      </p>
      <form key={value?.setAt} className="stack" onSubmit={set}>
        <label>
          Condition
          <textarea name="search" rows={2} required spellCheck={false} placeholder='os = windows and software = "Mozilla Firefox"' defaultValue={value?.search ?? ''} aria-invalid={wrong ? true : undefined} aria-describedby="condition-said" />
        </label>
        <small id="condition-said" className={wrong ? 'wrong' : ''}>
          {wrong}
        </small>
        <span className="actions">
          <button disabled={busy}>{value ? 'Change' : 'Follow this condition'}</button>
          {value && (
            <button type="button" disabled={busy} onClick={() => void act(() => request(`groups/${id}/condition`, { method: 'DELETE' }))}>
              Follow none
            </button>
          )}
        </span>
      </form>
      {problem && !wrong && <Trouble problem={problem} />}
    </section>
  );
}

import type { FormEvent } from 'react';
import { errorsOf, request } from '../gateway/request';
import { Trouble } from './Notice';
import { useDeed } from './useDeed';

export interface Limit { groupId: string | null; mostTransfers: number | null; mostRuns: number | null }

/** How many computers may fetch content, and be at work, at once. */
export function LimitFields({ path, limit, done }: { path: string; limit: Limit | undefined; done: () => void }) {
  const { busy, problem, act } = useDeed(done);
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const number = (name: string) => (form.get(name) ? Number(form.get(name)) : null);
    void act(() => request(path, { method: 'PUT', body: { mostTransfers: number('mostTransfers'), mostRuns: number('mostRuns') } }));
  };
  const errors = errorsOf(problem);
  return (
    <form key={`${limit?.mostTransfers} ${limit?.mostRuns}`} className="stack" onSubmit={save}>
      <label>
        Most computers that fetch content at once
        <input name="mostTransfers" type="number" placeholder="unlimited" defaultValue={limit?.mostTransfers ?? ''} aria-invalid={errors.mostTransfers ? true : undefined} />
      </label>
      <label>
        Most computers that are at work at once
        <input name="mostRuns" type="number" placeholder="unlimited" defaultValue={limit?.mostRuns ?? ''} aria-invalid={errors.mostRuns ? true : undefined} />
      </label>
      <span>
        <button disabled={busy}>Save limits</button>
      </span>
      {problem && <Trouble problem={problem} />}
    </form>
  );
}

import { useEffect, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import type { Policy, PolicyPreview } from '../gateway/fleet';
import { newId } from '../gateway/newId';
import { useListing, useReading } from '../gateway/reading';
import { errorsOf, Problem, request } from '../gateway/request';
import type { Group } from '../gateway/types';
import { Ask } from '../parts/Ask';
import { Head } from '../parts/Head';
import { Loading, Trouble } from '../parts/Notice';
import { useDeed } from '../parts/useDeed';
import { go } from '../route';
import { Application } from './Application';
import { commandOf, draftOf } from './draft';
import type { Draft } from './draft';
import { PolicyFields } from './PolicyFields';
import { PreviewShown } from './PreviewShown';

/** A new policy, or one that is there. */
export function PolicyPage({ id, query }: { id: string | undefined; query: URLSearchParams }) {
  return id ? <Known id={id} /> : <Form policy={undefined} group={query.get('group') ?? ''} saved={() => undefined} />;
}

function Known({ id }: { id: string }) {
  const policy = useReading<Policy>(`policies/${id}`);
  if (!policy.value) return policy.problem ? <Trouble problem={policy.problem} again={policy.reload} /> : <Loading lines={8} />;
  return <Form policy={policy.value} group="" saved={policy.reload} />;
}

function Form({ policy, group, saved }: { policy: Policy | undefined; group: string; saved: () => void }) {
  const groups = useListing<Group>('groups', 1000).items ?? [];
  const [draft, setDraft] = useState<Draft>(() => draftOf(policy, group));
  const [kept, setKept] = useState(false);
  const id = useRef(policy?.id ?? newId());
  const { busy, problem, act } = useDeed(saved);
  const preview = usePreview(draft);
  const errors = errorsOf(problem ?? preview.problem);
  const change = (part: Partial<Draft>) => { setKept(false); setDraft((old) => ({ ...old, ...part })); };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await act(() => request(`policies/${id.current}`, { method: 'PUT', body: commandOf(draft) })))) return;
    setKept(true);
    if (!policy) go(`policies/${id.current}`);
  };
  return (
    <>
      <Head title={policy ? 'Policy' : 'New policy'} under="All of its conditions must hold. New and changed computers are judged by themselves; those that are there join when it is applied.">
        {policy && (
          <Ask label="Remove" title="Remove this policy?" disabled={busy} act={() => void act(() => request(`policies/${policy.id}`, { method: 'DELETE' })).then((fine) => fine && go('policies'))}>
            <p>Whom it brought into the ID group stays there.</p>
          </Ask>
        )}
      </Head>
      <div className="planning">
        <form className="sheet" onSubmit={save} aria-label="Policy">
          <PolicyFields draft={draft} change={change} errors={errors} groups={groups} />
          {problem && <Trouble problem={problem} />}
          <div className="actions">
            <button className="primary" disabled={busy || !draft.groupId}>
              {policy ? 'Save' : 'Set policy'}
            </button>
            <a className="button" href="#/policies">
              Back
            </a>
            {kept && <span role="status">Saved.</span>}
          </div>
        </form>
        <div className="stack">
          <PreviewShown {...preview} group={groups.find((one) => one.id === draft.groupId)?.name} />
          {policy && <Application policy={policy} reload={saved} wouldJoin={preview.value?.wouldJoin ?? null} />}
        </div>
      </div>
    </>
  );
}

/** Whom the policy would bring in now, asked anew when the form rests. */
function usePreview(draft: Draft): { value: PolicyPreview | undefined; problem: Problem | undefined; asking: boolean } {
  const asked = draft.groupId ? JSON.stringify(commandOf(draft)) : '';
  const [known, setKnown] = useState<{ asked: string; value?: PolicyPreview; problem?: Problem }>({ asked: '' });
  useEffect(() => {
    if (!asked) return;
    const stop = new AbortController();
    const timer = window.setTimeout(() => {
      request<PolicyPreview>('policies/preview?limit=20', { method: 'POST', text: { type: 'application/json', body: asked }, signal: stop.signal }).then(
        (value) => setKnown({ asked, value }),
        (fault: unknown) => !stop.signal.aborted && setKnown({ asked, problem: fault instanceof Problem ? fault : new Problem(0, String(fault)) }),
      );
    }, 500);
    return () => {
      window.clearTimeout(timer);
      stop.abort();
    };
  }, [asked]);
  return { value: asked ? known.value : undefined, problem: asked === known.asked ? known.problem : undefined, asking: asked !== '' && asked !== known.asked };
}

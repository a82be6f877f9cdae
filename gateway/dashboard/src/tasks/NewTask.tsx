import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import type { SavedSearch } from '../gateway/fleet';
import { newId } from '../gateway/newId';
import type { PlannedAction } from '../gateway/plans';
import { useListing } from '../gateway/reading';
import { errorsOf, Problem, request } from '../gateway/request';
import type { Group, Package } from '../gateway/types';
import { PackagePicker } from '../packages/PackagePicker';
import { Boxes } from '../parts/Boxes';
import { ComputerPicker } from '../parts/ComputerPicker';
import { Head } from '../parts/Head';
import { Trouble } from '../parts/Notice';
import { useDeed } from '../parts/useDeed';
import { go } from '../route';
import { ActionFields } from './ActionFields';
import { nameOf, useBeginning } from './beginning';
import { emptyAction, emptyDraft, planOf } from './draft';
import type { Draft } from './draft';
import { HowFields } from './HowFields';
import { ReachShown, useReach } from './ReachShown';
import { WaveFields } from './WaveFields';
import { WhenFields } from './WhenFields';

/** What each part of the form works on. */
export interface PartProps {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  errors: Record<string, string[]>;
}

/** A new task, step by step, beside a preview of what it would do. */
export function NewTask({ query }: { query: URLSearchParams }) {
  const groups = useListing<Group>('groups', 1000);
  const searches = useListing<SavedSearch>('searches', 1000);
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [names, setNames] = useState<Record<string, string>>({});
  const { busy, problem, act, refuse } = useDeed();
  const id = useRef(newId());
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  const add = async (packageId: string) => {
    const found = await request<Package>(`packages/${packageId}`);
    setNames((old) => ({ ...old, [packageId]: found.name }));
    setDraft((old) => ({ ...old, actions: [...old.actions, emptyAction(found.kind === 'Files' ? 'DistributeFiles' : 'Install', packageId)] }));
  };

  useBeginning(query, (begun) => { setDraft(begun.draft); setNames(begun.names); }, refuse);
  const name = draft.name || nameOf(draft.actions, names);
  const plan = planOf(draft, name || 'New task');
  const reach = useReach(plan);
  const errors = errorsOf(problem ?? reach.problem);
  const setAction = (i: number, part: Partial<PlannedAction>) => change({ actions: draft.actions.map((one, at) => (at === i ? { ...one, ...part } : one)) });
  const move = (i: number, by: number) => {
    const actions = [...draft.actions];
    [actions[i], actions[i + by]] = [actions[i + by]!, actions[i]!];
    change({ actions });
  };

  const create = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (draft.actions.length === 0) return refuse(new Problem(400, 'Say what the task does: add a package or a command.'));
    if (draft.groups.length + draft.searches.length + draft.computers.length === 0) return refuse(new Problem(400, 'Choose at least one ID group, saved search or computer.'));
    const made = await act(async () => {
      // A saved search is a destination by the ID group that it becomes.
      for (const search of draft.searches) await request(`searches/${search}/group`, { method: 'PUT' });
      await request('tasks', { method: 'POST', body: { ...plan, id: id.current, confirmedComputers: reach.reach?.computers ?? null } });
    });
    if (made) go(`tasks/${id.current}`);
  };

  return (
    <>
      <Head title="New task" />
      <div className="planning">
        <form className="sheet" onSubmit={create} aria-label="New task">
          <Step number={1} title="What it does">
            <ol className="choices">
              {draft.actions.map((action, i) => (
                <ActionFields key={i} action={action} number={i + 1} count={draft.actions.length} errors={errors} change={(part) => setAction(i, part)} move={(by) => move(i, by)} remove={() => change({ actions: draft.actions.filter((_, at) => at !== i) })} />
              ))}
            </ol>
            <PackagePicker chosen={[]} browse={draft.actions.length === 0} change={([chosen]) => void act(() => add(chosen!))} />
            <div className="actions">
              <button type="button" onClick={() => change({ actions: [...draft.actions, emptyAction('Run')] })}>
                Add a command
              </button>
              <button type="button" onClick={() => change({ actions: [...draft.actions, emptyAction('Uninstall')] })}>
                Add a removal
              </button>
            </div>
          </Step>
          <Step number={2} title="Where">
            <Boxes title="ID groups" listing={groups} chosen={draft.groups} change={(chosen) => change({ groups: chosen })} label={(item) => item.name} empty="No ID groups yet." />
            {searches.items && searches.items.length > 0 && <Boxes title="Saved searches" listing={searches} chosen={draft.searches} change={(chosen) => change({ searches: chosen })} label={(item) => item.name} empty="" />}
            <ComputerPicker title="Computers" chosen={draft.computers} change={(computers) => change({ computers })} />
          </Step>
          <Step number={3} title="When">
            <WhenFields draft={draft} change={change} errors={errors} />
          </Step>
          <Step number={4} title="In which order">
            <WaveFields draft={draft} change={change} errors={errors} groups={groups.items ?? []} />
          </Step>
          <Step number={5} title="How">
            <HowFields draft={draft} change={change} errors={errors} />
          </Step>
          {problem && <Trouble problem={problem} />}
          <div className="actions">
            <button className="primary" disabled={busy}>
              {busy ? 'Creating' : 'Create task'}
            </button>
            <a className="button" href="#/tasks">
              Back
            </a>
          </div>
        </form>
        <ReachShown {...reach} waves={draft.rollout?.waves.map((wave) => wave.name) ?? []} />
      </div>
    </>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: React.ReactNode }) {
  return (
    <section className="step" aria-label={title}>
      <h2>
        <i aria-hidden="true">{number}</i>
        {title}
      </h2>
      {children}
    </section>
  );
}

import type { Wave } from '../gateway/plans';
import type { Group } from '../gateway/types';
import { Entry } from '../parts/Entry';
import type { PartProps } from './NewTask';

const kinds = [['percent', 'up to so many percent'], ['count', 'so many computers'], ['groupId', 'an ID group']] as const;
const emptyWave: Wave = { count: null, percent: null, groupId: null, pauseMinutes: null, approval: null, name: null };

/** The waves in which a task reaches its computers, and when it halts. */
export function WaveFields({ draft, change, errors, groups }: PartProps & { groups: Group[] }) {
  const rollout = draft.rollout;
  if (!rollout) {
    return (
      <div className="actions">
        <span>All computers at once.</span>
        <button type="button" onClick={() => change({ rollout: { waves: [{ ...emptyWave, percent: 5, name: 'Pilot' }, { ...emptyWave, percent: 100, approval: true, name: 'All others' }], successPercent: 95, failureCount: null, failurePercent: 10 } })}>
          Reach them in waves
        </button>
      </div>
    );
  }
  const { waves } = rollout;
  const set = (part: Partial<typeof rollout>) => change({ rollout: { ...rollout, ...part } });
  const wave = (i: number, part: Partial<Wave>) => set({ waves: waves.map((one, at) => (at === i ? { ...one, ...part } : one)) });
  const number = (text: string) => (text === '' ? null : Number(text));
  return (
    <div className="lines">
      {waves.map((one, i) => {
        const kind = one.groupId !== null ? 'groupId' : one.count !== null ? 'count' : 'percent';
        const said = [...(errors[`rollout.waves[${i}]`] ?? []), ...Object.entries(errors).filter(([field]) => field.startsWith(`rollout.waves[${i}].`)).flatMap(([, all]) => all)];
        return (
          <fieldset key={i} className="planned" aria-label={`Wave ${i + 1}`}>
            <div className="fields">
              <Entry label={`Wave ${i + 1} is called`} value={one.name ?? ''} placeholder={`Wave ${i + 1}`} change={(name) => wave(i, { name: name || null })} />
              <Entry label="It takes" value={kind} choices={kinds} change={(next) => wave(i, { percent: next === 'percent' ? 100 : null, count: next === 'count' ? 10 : null, groupId: next === 'groupId' ? (groups[0]?.id ?? '') : null })} />
              {kind === 'groupId' ? (
                <Entry label="ID group" value={one.groupId ?? ''} choices={groups.map((group) => [group.id, group.name] as const)} change={(groupId) => wave(i, { groupId })} />
              ) : (
                <Entry label={kind === 'count' ? 'Computers' : 'Percent of all'} type="number" value={String(one[kind] ?? '')} change={(value) => wave(i, { [kind]: number(value) })} />
              )}
              {i > 0 && <Entry label="Pause before it, minutes" type="number" placeholder="none" value={String(one.pauseMinutes ?? '')} change={(value) => wave(i, { pauseMinutes: number(value) })} />}
            </div>
            {said.length > 0 && <small className="wrong">{said.join(' ')}</small>}
            <div className="actions">
              <label className="check">
                <input type="checkbox" checked={one.approval ?? false} onChange={(event) => wave(i, { approval: event.target.checked || null })} />
                opens only when a person approves it
              </label>
              {waves.length > 1 && (
                <button type="button" className="quiet" onClick={() => set({ waves: waves.filter((_, at) => at !== i) })}>
                  Remove wave {i + 1}
                </button>
              )}
            </div>
          </fieldset>
        );
      })}
      <div className="actions">
        <button type="button" onClick={() => set({ waves: [...waves, { ...emptyWave, percent: 100 }] })}>
          Add a wave
        </button>
        <button type="button" className="quiet" onClick={() => change({ rollout: null })}>
          No waves
        </button>
      </div>
      {errors['rollout.waves'] && <small className="wrong">{errors['rollout.waves'].join(' ')}</small>}
      <div className="fields">
        <Entry label="The next wave opens when so many percent succeeded" type="number" value={String(rollout.successPercent ?? '')} placeholder="100" change={(value) => set({ successPercent: number(value) })} errors={errors['rollout.successPercent']} />
        <Entry label="The task halts at so many percent of failures" type="number" value={String(rollout.failurePercent ?? '')} placeholder="never" change={(value) => set({ failurePercent: number(value) })} errors={errors['rollout.failurePercent']} />
        <Entry label="or at so many failures" type="number" value={String(rollout.failureCount ?? '')} placeholder="never" change={(value) => set({ failureCount: number(value) })} errors={errors['rollout.failureCount']} />
      </div>
    </div>
  );
}

import type { Breakdown } from '../gateway/reports';
import type { ScheduledTask, Wave } from '../gateway/plans';
import { request } from '../gateway/request';
import { Trouble } from '../parts/Notice';
import { Bar, State } from '../parts/State';
import { useDeed } from '../parts/useDeed';
import type { Look } from '../gateway/states';

/** Where a task's waves stand, with their bars; the next one may wait for somebody's word. */
export function Waves({ task, waves, done }: { task: ScheduledTask; waves: Breakdown['waves']; done: () => void }) {
  const { busy, problem, act } = useDeed(done);
  const rollout = task.rollout!;
  const open = task.waves?.open ?? 0;
  const underWay = task.state === 'Started' || task.state === 'Scheduled';
  return (
    <section aria-labelledby="waves">
      <h2 id="waves">Waves</h2>
      {problem && <Trouble problem={problem} />}
      <ol className="rows">
        {rollout.waves.map((wave, i) => {
          const number = i + 1;
          const counts = waves.find((one) => one.wave === number)?.counts;
          const [look, word] = standing(task, number);
          return (
            <li key={number} className="row wave">
              <span>
                <strong>{wave.name || `Wave ${number}`}</strong> <span className="faint">{takes(wave)}{wave.pauseMinutes ? `, after ${wave.pauseMinutes} min` : ''}</span>
              </span>
              <State look={look}>{word}</State>
              {counts ? <Bar counts={counts} /> : <span />}
              {underWay && number === open + 1 && wave.approval && (task.waves?.approved ?? 0) < number ? (
                <button className="primary" disabled={busy} onClick={() => void act(() => request(`tasks/${task.id}/waves/${number}/approve`, { method: 'POST', body: {} }))}>
                  Approve wave {number}
                </button>
              ) : (
                <a className="number" href={`#/tasks/${task.id}?wave=${number}`}>
                  its computers
                </a>
              )}
            </li>
          );
        })}
      </ol>
      <p className="hint">
        The next wave opens when {rollout.successPercent ?? 100} % of the open one succeeded.
        {rollout.failureCount !== null && ` ${rollout.failureCount} failures halt the task.`}
        {rollout.failurePercent !== null && ` Failures of ${rollout.failurePercent} % halt the task.`}
      </p>
    </section>
  );
}

function takes(wave: Wave): string {
  if (wave.count !== null && wave.count !== undefined) return wave.count === 1 ? '1 computer' : `${wave.count.toLocaleString('en')} computers`;
  return wave.percent !== null && wave.percent !== undefined ? `up to ${wave.percent} % of all` : 'an ID group';
}

function standing(task: ScheduledTask, number: number): [Look, string] {
  const open = task.waves?.open ?? 0;
  if (number < open || (number === open && task.waves?.passedAt)) return ['good', 'Passed'];
  if (number === open) return task.hold ? ['bad', task.hold.halted ? 'Halted' : 'Paused'] : ['busy', 'Open'];
  const approved = (task.waves?.approved ?? 0) >= number;
  return task.rollout!.waves[number - 1]!.approval && !approved ? ['pending', 'Waits for approval'] : ['pending', 'To come'];
}

import { useChanges } from '../gateway/changes';
import { useReading, useThrottled } from '../gateway/reading';
import { request } from '../gateway/request';
import type { Attempt, TaskComputerInFull } from '../gateway/reports';
import { lookOf, wordOf } from '../gateway/states';
import type { ExecutionChange, TaskInFull } from '../gateway/types';
import { Head } from '../parts/Head';
import { Loading, Trouble } from '../parts/Notice';
import { State } from '../parts/State';
import { Clock } from '../parts/Time';
import { useDeed } from '../parts/useDeed';
import { Result } from './Result';

/** One computer of one task: every attempt, phase by phase, with what each action printed. */
export function TaskComputerPage({ id, computerId }: { id: string; computerId: string }) {
  const found = useReading<TaskComputerInFull>(`reports/tasks/${id}/computers/${computerId}`);
  const task = useReading<TaskInFull>(`reports/tasks/${id}`).value;
  const { busy, problem, act } = useDeed(found.reload);
  const readAgain = useThrottled(found.reload, 600);
  useChanges((kind, change) => {
    if (kind === 'reload' || (kind === 'execution' && (change as ExecutionChange).computerId === computerId)) readAgain();
  });
  const value = found.value;
  if (!value) return found.problem ? <Trouble problem={found.problem} again={found.reload} /> : <Loading lines={8} />;
  const again = ['Failed', 'Skipped', 'TimedOut', 'Waiting'].includes(value.state) && !task?.cancelledAt;
  return (
    <>
      <Head
        title={value.name ?? 'A removed computer'}
        under={
          <>
            in the task <a href={`#/tasks/${id}`}>{task?.name ?? '…'}</a>
            {value.wave !== null && ` · wave ${value.wave}`} · <a href={`#/computers/${computerId}`}>the computer</a>
          </>
        }
      >
        {again && (
          <button className="primary" disabled={busy} onClick={() => void act(() => request(`executions/${value.executionId}/retry`, { method: 'POST' }))}>
            Carry out again
          </button>
        )}
        {problem && <Trouble problem={problem} />}
      </Head>
      <div className="standing one">
        <State look={lookOf[value.state]}>{wordOf[value.state]}</State>
        {value.reason && <span className="reason">{value.reason}</span>}
      </div>
      {value.attempts.map((attempt) => (
        <Phases key={attempt.attempt} attempt={attempt} only={value.attempts.length === 1} />
      ))}
    </>
  );
}

function Phases({ attempt, only }: { attempt: Attempt; only: boolean }) {
  const { installation } = attempt;
  return (
    <section className="panel" aria-label={`Attempt ${attempt.attempt}`}>
      {!only && <h2>Attempt {attempt.attempt}</h2>}
      <div className="columns">
        <div>
          <h3>Installation phase</h3>
          <ul className="checks">
            <Check met={installation.reached} at={installation.reachedAt}>
              {installation.reached ? 'Reached' : `Not reached${installation.notReachedBecause ? `: ${installation.notReachedBecause}` : ''}`}
            </Check>
            {installation.transferStartedAt && <Check met at={installation.transferStartedAt}>Transfer began</Check>}
            <Check met={installation.transferred} at={installation.transferredAt}>
              {installation.transferred ? 'All files are on the computer' : 'Files are not on the computer yet'}
            </Check>
          </ul>
        </div>
        <div>
          <h3>Steps</h3>
          <ol className="steps">
            {attempt.steps.map((step, i) => (
              <li key={i}>
                <span className="faint">
                  <Clock at={step.at} />
                </span>
                <State look={lookOf[step.state]}>{wordOf[step.state]}</State>
                <span className="why wrap">{step.reason}</span>
              </li>
            ))}
          </ol>
        </div>
      </div>
      <h3>Running phase</h3>
      {attempt.actions.length === 0 && <p className="lead">No action has ended.</p>}
      <ol className="results flat">
        {attempt.actions.map((action) => (
          <Result key={action.number} action={action} />
        ))}
      </ol>
    </section>
  );
}

function Check({ met, at, children }: { met: boolean; at: string | null; children: React.ReactNode }) {
  return (
    <li>
      <State look={met ? 'good' : 'pending'}>{met ? 'Yes' : 'No'}</State>
      <span>{children}</span>
      <span className="faint">{at && <Clock at={at} />}</span>
    </li>
  );
}

import type { PlannedAction, ScheduledTask } from '../gateway/plans';
import { request } from '../gateway/request';
import { newId } from '../gateway/newId';
import { Named } from '../packages/PackagePicker';
import { Trouble } from '../parts/Notice';
import { Clock } from '../parts/Time';
import { useDeed } from '../parts/useDeed';
import { go } from '../route';
import { actionWord, windowSaid } from './words';

/** What was asked for when the task was made, as facts; a template keeps it for the next time. */
export function TaskPlanShown({ task }: { task: ScheduledTask }) {
  const { busy, problem, act } = useDeed();
  const { schedule, running } = task;
  const p = running.parameters;
  const keep = () => act(() => request(`tasks/${task.id}/template`, { method: 'POST', body: { id: newId(), name: task.name } })).then((fine) => fine && go('tasks/templates'));
  const facts: [string, React.ReactNode][] = [
    ['Actions', <ol key="a">{task.actions.map((action, i) => <li key={i}><Action action={action} /></li>)}</ol>],
    ['Computers named one by one', task.computerCount > 0 ? task.computerCount.toLocaleString('en') : null],
    ['Starts', schedule.cron ? `${schedule.cron} (${schedule.timeZone})` : schedule.ownLocalTime ? `${schedule.localStart}, each computer's own time` : schedule.startAt ? <Clock key="s" at={schedule.startAt} /> : 'at once'],
    ['Content travels from', schedule.transferAt ? <Clock key="t" at={schedule.transferAt} /> : null],
    ['Expires', schedule.expiresAt ? <Clock key="e" at={schedule.expiresAt} /> : null],
    ['Windows', schedule.windows?.task?.length ? schedule.windows.task.map(windowSaid).join('; ') : null],
    ['At the first error', running.stopOnFirstError ? 'stops on that computer' : 'goes on'],
    ['Silence counts as a failure after', `the actions' limits and ${Math.round(running.silenceMarginSeconds / 60)} min`],
    ['Offered', p?.offer ? 'the user of each computer chooses whether and when' : null],
    ['Priority', p?.priority ? String(p.priority) : null],
    ['The user is told', p?.user ? `${p.user.message ?? task.name}; may put it off ${p.user.postponements ?? 0} times` : null],
    ['Runs as', p?.running?.runAs === 'SessionUser' ? 'whoever is logged on' : null],
    ['Description', task.description || null],
  ];
  return (
    <>
      <dl className="facts">
        {facts.filter(([, value]) => value !== null).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="actions">
        <button disabled={busy} onClick={() => void keep()}>
          Keep as a template
        </button>
        {problem && <Trouble problem={problem} />}
      </div>
    </>
  );
}

function Action({ action }: { action: PlannedAction }) {
  return (
    <>
      {actionWord[action.kind]} {action.packageId ? <Named id={action.packageId} /> : (action.softwareName ?? action.productCode)} {action.command && <code>{action.command}</code>}
      {action.destinationFolder && <> into <code>{action.destinationFolder}</code></>}
      {action.timeLimitSeconds && <span className="faint"> at most {action.timeLimitSeconds} s</span>}
    </>
  );
}

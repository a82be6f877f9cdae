import { useReading } from '../gateway/reading';
import { Time } from '../parts/Time';

interface Wave { count?: number; percent?: number; groupId?: string; pauseMinutes?: number; approval?: boolean; name?: string }
interface Scheduled {
  state: string;
  hold: { halted: boolean; reason: string; since: string } | null;
  rollout: { waves: Wave[] } | null;
  waves: { open: number; passedAt: string | null; approved: number } | null;
}

/** Why a task is held and where its waves stand, with what can be done about it. */
export function Rollout({ id, busy, act }: { id: string; busy: boolean; act: (path: string, body: unknown) => void }) {
  const task = useReading<Scheduled>(`tasks/${id}`).value;
  if (!task) return null;
  const open = task.waves?.open ?? 0;
  const next = task.rollout?.waves[open];
  const underWay = task.state === 'Started' || task.state === 'Scheduled';
  return (
    <>
      {task.hold && (
        <span className="reason">
          {task.hold.halted ? 'Halted' : 'Paused'} <Time at={task.hold.since} />: {task.hold.reason}
        </span>
      )}
      {task.rollout && <span className="number">Wave {open} of {task.rollout.waves.length}{task.waves?.passedAt ? ' passed' : ''}</span>}
      {underWay && next?.approval && (task.waves?.approved ?? 0) <= open && (
        <button disabled={busy} onClick={() => act(`waves/${open + 1}/approve`, {})}>Approve wave {open + 1}</button>
      )}
      {task.hold && <button disabled={busy} onClick={() => act('resume', {})}>Resume</button>}
      {underWay && !task.hold && <button disabled={busy} onClick={() => act('pause', { reason: 'Paused in the dashboard.' })}>Pause</button>}
      {task.state === 'Started' && !task.hold?.halted && (
        <button
          disabled={busy}
          onClick={() => window.confirm('Stop at once? Nothing more is sent, and work under way is called off.') && act('stop', { reason: 'Emergency stop in the dashboard.' })}
        >
          Emergency stop
        </button>
      )}
    </>
  );
}

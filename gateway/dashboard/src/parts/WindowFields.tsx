import type { MaintenanceWindow } from '../gateway/fleet';
import { days } from '../tasks/words';
import { Entry, Ticks } from './Entry';

const zones = Intl.supportedValuesOf('timeZone');

/** Times in every week in which work may begin. */
export function WindowFields({ windows, change, errors = {}, prefix = 'windows' }: { windows: MaintenanceWindow[]; change: (windows: MaintenanceWindow[]) => void; errors?: Record<string, string[]>; prefix?: string }) {
  const set = (i: number, part: Partial<MaintenanceWindow>) => change(windows.map((one, at) => (at === i ? { ...one, ...part } : one)));
  return (
    <div className="lines wide">
      {windows.map((window, i) => (
        <fieldset key={i} className="planned" aria-label={`Window ${i + 1}`}>
          <div className="fields">
            <Ticks title={`Window ${i + 1} opens on`} choices={days} chosen={window.days ?? []} change={(chosen) => set(i, { days: chosen.length > 0 ? chosen : null })} hint="None is every day." />
            <Entry label="From" type="time" required value={window.from.slice(0, 5)} change={(from) => set(i, { from: `${from}:00` })} errors={errors[`${prefix}[${i}].from`]} />
            <Entry label="for so many minutes" type="number" required value={String(window.minutes)} change={(minutes) => set(i, { minutes: Number(minutes) })} errors={errors[`${prefix}[${i}].minutes`]} />
            <Entry label="by the clocks of" placeholder="each computer's own" value={window.timeZone ?? ''} offered={zones} change={(zone) => set(i, { timeZone: zone || null })} errors={errors[`${prefix}[${i}].timeZone`]} />
          </div>
          <button type="button" className="quiet" onClick={() => change(windows.filter((_, at) => at !== i))}>
            Remove window {i + 1}
          </button>
        </fieldset>
      ))}
      <button type="button" onClick={() => change([...windows, { days: null, from: '22:00:00', minutes: 240, timeZone: null }])}>
        Add a window
      </button>
    </div>
  );
}

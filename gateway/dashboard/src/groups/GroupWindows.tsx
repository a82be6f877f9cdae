import { useState } from 'react';
import type { MaintenanceWindow } from '../gateway/fleet';
import { useReading } from '../gateway/reading';
import { errorsOf, request } from '../gateway/request';
import { Loading, Trouble } from '../parts/Notice';
import { useDeed } from '../parts/useDeed';
import { WindowFields } from '../parts/WindowFields';

interface Windows { windows: MaintenanceWindow[] }

/** When work may begin on the members of an ID group. */
export function GroupWindows({ id }: { id: string }) {
  const known = useReading<Windows>(`maintenance-windows/${id}`);
  const [draft, setDraft] = useState<MaintenanceWindow[]>();
  const { busy, problem, act } = useDeed(known.reload);
  const windows = draft ?? known.value?.windows;
  const errors = errorsOf(problem);
  const save = async () => {
    if (await act(() => request(`maintenance-windows/${id}`, { method: 'PUT', body: { windows } }))) setDraft(undefined);
  };
  return (
    <section className="panel" aria-labelledby="windows">
      <h2 id="windows">Maintenance windows</h2>
      {known.problem && <Trouble problem={known.problem} again={known.reload} />}
      {!windows && !known.problem && <Loading lines={2} />}
      {windows?.length === 0 && <p className="lead">None: work may begin at any time.</p>}
      {windows && <WindowFields windows={windows} change={setDraft} errors={errors} />}
      {draft && (
        <span className="actions">
          <button className="primary" disabled={busy} onClick={() => void save()}>
            Save windows
          </button>
          <button onClick={() => setDraft(undefined)}>Back</button>
        </span>
      )}
      {problem && Object.keys(errors).length === 0 && <Trouble problem={problem} />}
    </section>
  );
}

import type { ActionKind, PlannedAction } from '../gateway/plans';
import { Entry } from '../parts/Entry';
import { Named } from '../packages/PackagePicker';

interface Props {
  action: PlannedAction;
  number: number;
  count: number;
  change: (part: Partial<PlannedAction>) => void;
  move: (by: -1 | 1) => void;
  remove: () => void;
  errors: Record<string, string[]>;
}

const ofPackage: [ActionKind, string][] = [['Install', 'Install'], ['DistributeFiles', 'Copy its files'], ['Uninstall', 'Remove its software'], ['Run', 'Run a command with its content']];
const free: [ActionKind, string][] = [['Run', 'Run a command'], ['Uninstall', 'Remove software']];

/** One action of a task. */
export function ActionFields({ action, number, count, change, move, remove, errors }: Props) {
  const error = (field: string) => errors[`actions[${number - 1}].${field}`];
  const fine = [action.command && action.kind !== 'Run', action.destinationFolder, action.timeLimitSeconds].filter(Boolean).length;
  return (
    <li className="planned" aria-label={`Action ${number}`}>
      <div className="over-list">
        <strong>
          {number}. {action.packageId ? <Named id={action.packageId} /> : action.kind === 'Run' ? 'A command' : 'Software by its name'}
        </strong>
        <span className="actions">
          {number > 1 && <button type="button" className="quiet" aria-label={`Move action ${number} up`} onClick={() => move(-1)}>↑</button>}
          {number < count && <button type="button" className="quiet" aria-label={`Move action ${number} down`} onClick={() => move(1)}>↓</button>}
          <button type="button" className="quiet" aria-label={`Remove action ${number}`} onClick={remove}>
            Remove
          </button>
        </span>
      </div>
      <div className="fields">
        <Entry label="What happens" value={action.kind} choices={action.packageId ? ofPackage : free} change={(kind) => change({ kind: kind as ActionKind })} errors={error('kind')} />
        {action.kind === 'Run' && <Entry label="Command" wide required value={action.command ?? ''} change={(command) => change({ command: command || null })} hint={action.packageId ? '{file} is its file, {folder} where a .zip was unpacked.' : 'Run by the computer’s own shell.'} errors={error('command')} />}
        {action.kind === 'Uninstall' && !action.packageId && (
          <>
            <Entry label="Software name" value={action.softwareName ?? ''} change={(softwareName) => change({ softwareName: softwareName || null })} hint="Exactly as the platform calls it." errors={error('softwareName')} />
            <Entry label="or product code" placeholder="{00000000-0000-0000-0000-000000000000}" value={action.productCode ?? ''} change={(productCode) => change({ productCode: productCode || null })} errors={error('productCode')} />
          </>
        )}
      </div>
      <details>
        <summary className="more-of">
          {fine === 0 ? 'Otherwise than the package says' : `${fine} otherwise than the package says`}
        </summary>
        <div className="fields">
          {action.kind !== 'Run' && <Entry label="Command in place of the package's" wide value={action.command ?? ''} change={(command) => change({ command: command || null })} errors={error('command')} />}
          <Entry label="Destination folder" value={action.destinationFolder ?? ''} change={(destinationFolder) => change({ destinationFolder: destinationFolder || null })} errors={error('destinationFolder')} />
          <Entry label="Time limit, seconds" type="number" value={String(action.timeLimitSeconds ?? '')} change={(limit) => change({ timeLimitSeconds: limit ? Number(limit) : null })} errors={error('timeLimitSeconds')} />
        </div>
      </details>
    </li>
  );
}

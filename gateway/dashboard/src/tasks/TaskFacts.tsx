import type { ScheduledTask } from '../gateway/plans';
import type { TaskInFull } from '../gateway/types';
import { Time } from '../parts/Time';

/** What goes where and when, in one sentence. */
export function TaskFacts({ task, scheduled }: { task: TaskInFull; scheduled: ScheduledTask | undefined }) {
  return (
    <>
      {task.kind === 'Uninstallation' ? 'Removes ' : task.packages.length > 0 ? 'Distributes ' : 'Runs a command'}
      {task.packages.map((item, i) => (
        <span key={item.id}>
          {i > 0 && ', '}
          <a href={`#/packages/${item.id}`}>{item.name ?? 'a removed package'}{item.softwareVersion ? ` ${item.softwareVersion}` : ''}</a>
        </span>
      ))}
      {task.packages.length === 0 && task.kind === 'Uninstallation' && scheduled?.actions.map((action) => action.softwareName ?? action.productCode).join(', ')}
      {task.groups.length > 0 && (task.kind === 'Uninstallation' ? ' from ' : task.packages.length > 0 ? ' to ' : ' on ')}
      {task.groups.map((group, i) => (
        <span key={group.id}>
          {i > 0 && ', '}
          <a href={`#/groups/${group.id}`}>{group.name ?? 'a removed ID group'}</a>
        </span>
      ))}
      {' · created '}
      <Time at={task.createdAt} />
      {task.startAt && !task.startedAt && <> · starts <Time at={task.startAt} /></>}
      {scheduled?.nextRunAt && <> · runs again <Time at={scheduled.nextRunAt} /></>}
      {scheduled?.runOf && <> · a run of <a href={`#/tasks/${scheduled.runOf}`}>a recurring task</a></>}
      {task.startedAt && <> · started <Time at={task.startedAt} /></>}
      {task.expiresAt && <> · expires <Time at={task.expiresAt} /></>}
    </>
  );
}

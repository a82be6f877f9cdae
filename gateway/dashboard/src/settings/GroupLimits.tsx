import { useReading } from '../gateway/reading';
import type { Group } from '../gateway/types';
import type { Limit } from '../parts/LimitFields';

/** The limits of single ID groups, which are set on their pages. */
export function GroupLimits({ limits }: { limits: Limit[] }) {
  if (limits.length === 0) return null;
  const said = (count: number | null) => count?.toLocaleString('en') ?? 'any number';
  return (
    <ul>
      {limits.map((limit) => (
        <li key={limit.groupId}>
          <GroupName id={limit.groupId!} />: {said(limit.mostTransfers)} fetch and {said(limit.mostRuns)} are at work at once
        </li>
      ))}
    </ul>
  );
}

function GroupName({ id }: { id: string }) {
  return <a href={`#/groups/${id}?tab=rules`}>{useReading<Group>(`groups/${id}`).value?.name ?? 'an ID group'}</a>;
}

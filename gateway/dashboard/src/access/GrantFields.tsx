import { useListing } from '../gateway/reading';
import type { Group } from '../gateway/types';
import { Ticks } from '../parts/Entry';
import { roleNames } from './roleNames';

interface Props {
  roles: string[];
  groups: string[];
  change: (roles: string[], groups: string[]) => void;
  errors: Record<string, string[]>;
}

/** Which roles, and for the computers of which ID groups; none ticked is all computers. */
export function GrantFields({ roles, groups, change, errors }: Props) {
  const known = useListing<Group>('groups', 200);
  return (
    <>
      <Ticks title="Roles" choices={roleNames} chosen={roles} change={(chosen) => change(chosen, groups)} errors={errors['roles']} />
      {known.items && known.items.length > 0 && (
        <Ticks
          title="Only for the computers of"
          choices={known.items.map((group) => [group.id, group.name] as const)}
          chosen={groups}
          change={(chosen) => change(roles, chosen)}
          errors={errors['groups']}
          hint="None ticked is all computers."
        />
      )}
    </>
  );
}

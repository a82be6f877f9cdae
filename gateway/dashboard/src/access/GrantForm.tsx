import type { FormEvent, ReactNode } from 'react';
import { useListing } from '../gateway/reading';
import { errorsOf } from '../gateway/request';
import type { Problem } from '../gateway/request';
import type { Group } from '../gateway/types';
import { Boxes } from '../parts/Boxes';
import { Entry, Ticks } from '../parts/Entry';
import { Trouble } from '../parts/Notice';
import { roleNames } from './roleNames';
import { useSession } from './session';

/** Roles, and the ID groups whose computers they are for; null is all computers. */
export interface Grant {
  roles: string[];
  groups: string[] | null;
}

interface Props {
  grant: Grant;
  change: (grant: Grant) => void;
  busy: boolean;
  problem: Problem | undefined;
  confirm: string;
  save: () => void;
  cancel: () => void;
  children?: ReactNode;
}

/** Gives rights to somebody or something; what else is asked for stands before them. */
export function GrantForm({ grant, change, busy, problem, confirm, save, cancel, children }: Props) {
  const errors = errorsOf(problem);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save();
  };
  return (
    <form className="grant" onSubmit={submit}>
      {children}
      <Ticks title="Roles" choices={roleNames} chosen={grant.roles} change={(roles) => change({ ...grant, roles })} errors={errors['roles']} />
      <ForWhich groups={grant.groups} change={(groups) => change({ ...grant, groups })} errors={errors['groups']} />
      {problem && Object.keys(errors).length === 0 && <Trouble problem={problem} />}
      <div className="actions">
        <button className="primary" disabled={busy}>
          {confirm}
        </button>
        <button type="button" className="quiet" onClick={cancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}

const all = ['all', 'all computers'] as const;
const some = ['some', 'the computers of some ID groups'] as const;

// All computers is a choice of its own: whoever unticks the last ID group takes rights away, and gives none.
function ForWhich({ groups, change, errors }: { groups: string[] | null; change: (groups: string[] | null) => void; errors: string[] | undefined }) {
  const known = useListing<Group>('groups');
  const limited = useSession()?.groups ?? null;
  const wrong = errors?.join(' ') ?? (groups?.length === 0 ? 'Tick at least one ID group.' : undefined);
  return (
    <>
      <Entry label="For" value={groups ? 'some' : 'all'} choices={limited ? [some] : [all, some]} change={(which) => change(which === 'all' ? null : [])} />
      {groups && (
        <div>
          <Boxes title="ID groups" listing={known} label={(group) => group.name} chosen={groups} change={change} empty="There are no ID groups yet." />
          {wrong && <small className="wrong">{wrong}</small>}
        </div>
      )}
    </>
  );
}

import { useReading } from '../gateway/reading';
import { Loading, Trouble } from '../parts/Notice';
import { roleName } from './roleNames';

/** What each role gives, as the platform itself says it. */
export function Roles() {
  const roles = useReading<Record<string, string[]>>('access/roles');
  return (
    <section>
      <h2>Roles</h2>
      {roles.problem && <Trouble problem={roles.problem} again={roles.reload} />}
      {!roles.value && !roles.problem && <Loading lines={3} />}
      <ul className="rows">
        {Object.entries(roles.value ?? {}).map(([role, permissions]) => (
          <li key={role} className="row role">
            <span className="title">{roleName(role)}</span>
            <span className="faint">{permissions.join(', ')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

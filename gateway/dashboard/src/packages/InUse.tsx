import type { Problem } from '../gateway/request';

/** Why a package cannot be removed: what uses it, each to be opened. */
export function InUse({ problem }: { problem: Problem }) {
  const users = problem.obstacles;
  return (
    <div className="notice trouble" role="alert">
      <strong>{users.length > 0 ? 'It is in use' : 'That did not work'}</strong>
      {users.length === 0 && <p>{problem.message}</p>}
      {users.length > 0 && (
        <>
          <ul>
            {users.map(({ kind, name, id }) => (
              <li key={id}>
                <a href={`#/${kind}s/${id}`}>{name}</a> <span className="faint">{kind === 'task' ? 'task' : 'package that depends upon it'}</span>
              </li>
            ))}
          </ul>
          <p>Cancel or remove what uses it first.</p>
        </>
      )}
    </div>
  );
}

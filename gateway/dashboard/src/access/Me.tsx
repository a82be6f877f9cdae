import { signOut, useSession } from './session';

/** Who is signed in, with the way out. */
export function Me() {
  const session = useSession();
  return session ? (
    <span className="me">
      <span title={session.roles.join(', ')}>{session.name}</span>
      <button className="quiet" onClick={() => void signOut()}>
        Sign out
      </button>
    </span>
  ) : null;
}

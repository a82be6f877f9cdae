import { useEffect, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { useReading } from '../gateway/reading';
import { errorsOf, Problem, request } from '../gateway/request';
import { Entry } from '../parts/Entry';
import { Loading, Trouble } from '../parts/Notice';
import { useDeed } from '../parts/useDeed';
import { readSession, signIn, signOut, useSession, useSessionTrouble } from './session';

/** Shows its children to whoever is signed in, and the way in to everybody else. */
export function SignedIn({ children }: { children: ReactNode }) {
  const session = useSession();
  const trouble = useSessionTrouble();
  useEffect(() => void readSession(), []);
  if (session === undefined) return <Door>{trouble ? <Trouble problem={trouble} again={() => void readSession()} /> : <Loading lines={3} />}</Door>;
  if (session === null) return <SignIn />;
  return session.mustChangePassword ? <ChoosePassword name={session.name} /> : children;
}

function Door({ children }: { children: ReactNode }) {
  return (
    <main className="door">
      <p className="mark">Distribution</p>
      {children}
    </main>
  );
}

const sending = (send: () => Promise<unknown>) => (event: FormEvent) => {
  event.preventDefault();
  void send();
};

function SignIn() {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { problem, busy, act } = useDeed();
  const provider = useReading<{ name: string | null }>('access/provider');
  useEffect(() => {
    document.title = 'Sign in · Distribution';
  }, []);
  return (
    <Door>
      <h1>Sign in</h1>
      <form onSubmit={sending(() => act(() => signIn(name, password)))}>
        <Entry label="Name" value={name} change={setName} required />
        <Entry label="Password" type="password" value={password} change={setPassword} required />
        {problem && <Trouble problem={problem} />}
        <button className="primary" disabled={busy}>
          Sign in
        </button>
      </form>
      {provider.value?.name && <a href="/api/access/provider/start">Sign in by {provider.value.name}</a>}
    </Door>
  );
}

/** A one-time password lets in only to choose another. */
function ChoosePassword({ name }: { name: string }) {
  const [current, setCurrent] = useState('');
  const [chosen, setChosen] = useState('');
  const [again, setAgain] = useState('');
  const { problem, busy, act } = useDeed();
  const choose = async () => {
    if (chosen !== again) throw new Problem(400, 'The two new passwords differ.', { again: ['This is not the same.'] });
    await request('access/password', { method: 'PUT', body: { current, new: chosen } });
    await readSession();
  };
  const errors = errorsOf(problem);
  return (
    <Door>
      <h1>Choose a password</h1>
      <p>You signed in as {name} with a password for one use.</p>
      <form onSubmit={sending(() => act(choose))}>
        <Entry label="One-time password" type="password" value={current} change={setCurrent} errors={errors['current']} required />
        <Entry label="New password" type="password" value={chosen} change={setChosen} errors={errors['new']} hint="12 characters or more" required />
        <Entry label="New password once more" type="password" value={again} change={setAgain} errors={errors['again']} required />
        {problem && Object.keys(errors).length === 0 && <Trouble problem={problem} />}
        <div className="actions">
          <button className="primary" disabled={busy}>
            Keep it
          </button>
          <button type="button" className="quiet" onClick={() => void signOut()}>
            Sign out
          </button>
        </div>
      </form>
    </Door>
  );
}

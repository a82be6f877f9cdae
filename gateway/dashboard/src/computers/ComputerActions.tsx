import { request } from '../gateway/request';
import type { Computer } from '../gateway/types';
import { Ask } from '../parts/Ask';
import { Trouble } from '../parts/Notice';
import { useDeed } from '../parts/useDeed';
import { go } from '../route';

/** What an operator may do with one computer. */
export function ComputerActions({ computer, done }: { computer: Computer; done: () => void }) {
  const { busy, problem, act } = useDeed(done);
  const ask = (path: string, method: string) => act(() => request(`computers/${computer.id}${path}`, { method }));
  return (
    <>
      <a className="button primary" href={`#/tasks/new?computer=${computer.id}`}>
        New task
      </a>
      {computer.fencedAt && (
        <button disabled={busy} onClick={() => void ask('/fence', 'DELETE')}>
          Lift the fence
        </button>
      )}
      <button disabled={busy} onClick={() => void ask('/relay', computer.isRelay ? 'DELETE' : 'PUT')}>
        {computer.isRelay ? 'No relay any more' : 'Make it a relay'}
      </button>
      <button disabled={busy} title="The agent takes another secret at its next contact" onClick={() => void ask('/secret-rotation', 'POST')}>
        New secret
      </button>
      <Ask label="Remove" title={`Remove ${computer.name}?`} disabled={busy} act={() => void ask('', 'DELETE').then((fine) => fine && go('computers'))}>
        <p>It is let in no more, leaves its ID groups, and what waits for it is dropped. Its history stays.</p>
      </Ask>
      {problem && <Trouble problem={problem} />}
    </>
  );
}

import { Problem, problemOf } from '../gateway/request';

export interface Step {
  doing: 'reading' | 'sending' | 'there';
  /** From 0 to 1. */
  done: number;
}

/** The most that one package may hold: 2^30 bytes. */
export const limit = 2 ** 30;

/** Sends a file to the address that its own hash gives it; what is there already is not sent again. Returns the hash. */
export async function upload(file: File, tell: (step: Step) => void, stop: AbortSignal): Promise<string> {
  if (file.size > limit) throw new Problem(413, `${file.name} is larger than 1 GiB. Split it and join the parts on the computer.`);
  const share = (bytes: number) => (file.size > 0 ? bytes / file.size : 1);
  const sha256 = await hashOf(file, (read) => tell({ doing: 'reading', done: share(read) }), stop);
  const known = await fetch(`/api/contents/${sha256}`, { method: 'HEAD', signal: stop });
  if (!known.ok) {
    if (known.status !== 404) throw await problemOf(known);
    await send(file, `/api/contents/${sha256}`, (sent) => tell({ doing: 'sending', done: share(sent) }), stop);
  }
  tell({ doing: 'there', done: 1 });
  return sha256;
}

function hashOf(file: File, tell: (read: number) => void, stop: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./sha256.worker.ts', import.meta.url), { type: 'module' });
    const end = (settle: () => void) => {
      worker.terminate();
      settle();
    };
    stop.addEventListener('abort', () => end(() => reject(stop.reason as Error)));
    worker.onerror = () => end(() => reject(new Problem(0, 'The file could not be read.')));
    worker.onmessage = ({ data }: MessageEvent<{ read?: number; sha256?: string; fault?: string }>) => {
      if (data.read !== undefined) tell(data.read);
      if (data.sha256 !== undefined) end(() => resolve(data.sha256!));
      if (data.fault !== undefined) end(() => reject(new Problem(0, `The file could not be read: ${data.fault}`)));
    };
    worker.postMessage(file);
  });
}

// fetch does not tell how far a body was sent; the older way does.
function send(file: File, address: string, tell: (sent: number) => void, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open('PUT', address);
    call.upload.onprogress = (event) => tell(event.loaded);
    call.onerror = () => reject(new Problem(0, 'The upload broke off. Nothing of it was kept; it can be started again.'));
    call.onabort = () => reject(stop.reason as Error);
    call.onload = () => {
      if (call.status === 200 || call.status === 201) resolve();
      else problemOf({ status: call.status, text: () => Promise.resolve(call.responseText) }).then(reject, reject);
    };
    stop.addEventListener('abort', () => call.abort());
    call.send(file);
  });
}

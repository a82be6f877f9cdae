import { Upload } from 'tus-js-client';
import { fromThisPage, Problem, problemOf } from '../gateway/request';

export interface Step {
  doing: 'reading' | 'sending' | 'waiting' | 'paused' | 'there';
  /** Bytes read, or bytes that the server has. */
  bytes: number;
  /** Bytes per second at present; 0 when nothing moves. */
  rate: number;
}

/** A transfer on its way: it may be paused and go on, also after the page was closed and the same file is chosen again. */
export interface Transfer {
  pause: () => void;
  resume: () => void;
  /** Ends it, and what the server has of it. */
  cancel: () => void;
}

/** The most that one package may hold: 2^30 bytes. */
export const limit = 2 ** 30;

// A piece is what is sent again at most when a connection breaks off without a word.
const piece = 32 << 20;

/** Sends a file; what is there already is not sent again. It resolves to the content's address. */
export function upload(file: File, tell: (step: Step) => void, done: (sha256: string) => void, failed: (problem: Problem) => void): Transfer {
  const stop = new AbortController();
  let sending: Upload | undefined;
  let paused = false;
  const step = meter(tell);

  const begin = async () => {
    if (file.size > limit) throw new Problem(413, `${file.name} is larger than 1 GiB. Split it and join the parts on the computer.`);
    const sha256 = await hashOf(file, (read) => step('reading', read), stop.signal);
    const known = await fetch(`/api/contents/${sha256}`, { method: 'HEAD', signal: stop.signal });
    const finish = () => {
      step('there', file.size);
      done(sha256);
    };
    if (known.ok) return finish();
    sending = new Upload(file, {
      endpoint: '/api/uploads',
      headers: fromThisPage,
      metadata: { filename: file.name, sha256 },
      chunkSize: piece,
      retryDelays: [500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 30_000, 30_000],
      removeFingerprintOnSuccess: true,
      onProgress: (sent) => step('sending', sent),
      onShouldRetry: (fault) => {
        const status = fault.originalResponse?.getStatus() ?? 0;
        if (status === 0 || status === 423 || status === 429 || status >= 500) step('waiting');
        return status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
      },
      onError: (fault) => {
        const answer = 'originalResponse' in fault ? fault.originalResponse : null;
        if (answer) void problemOf({ status: answer.getStatus(), text: () => Promise.resolve(answer.getBody()) }).then(failed);
        else failed(new Problem(0, 'The gateway does not answer. What was sent is kept; the upload goes on where it broke off.'));
      },
      onSuccess: finish,
    });
    const [before] = await sending.findPreviousUploads();
    if (before) sending.resumeFromPreviousUpload(before);
    if (!stop.signal.aborted && !paused) sending.start();
  };

  begin().catch((fault: unknown) => {
    if (!stop.signal.aborted) failed(fault instanceof Problem ? fault : new Problem(0, 'The gateway does not answer. Is the network up?'));
  });

  return {
    pause: () => {
      paused = true;
      void sending?.abort();
      step('paused');
    },
    resume: () => {
      paused = false;
      step(sending ? 'sending' : 'reading');
      sending?.start();
    },
    cancel: () => {
      stop.abort(new Problem(0, 'Cancelled.'));
      // A second cancel, or one of an upload that the server forgot, has nothing left to end.
      sending?.abort(true).catch(() => undefined);
    },
  };
}

// The rate is that of the last seconds: of the whole time, it would say little after a pause.
function meter(tell: (step: Step) => void) {
  let last: Step['doing'] | undefined;
  let bytes = 0;
  let marks: { at: number; bytes: number }[] = [];
  return (doing: Step['doing'], now?: number) => {
    if (doing !== last) marks = [];
    last = doing;
    bytes = now ?? bytes;
    const at = performance.now();
    marks = [...marks.filter((mark) => at - mark.at < 5000), { at, bytes }];
    const first = marks[0]!;
    const moves = doing === 'reading' || doing === 'sending';
    tell({ doing, bytes, rate: moves && at - first.at > 300 ? ((bytes - first.bytes) / (at - first.at)) * 1000 : 0 });
  };
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

import { useEffect, useRef, useState } from 'react';
import type { DragEvent } from 'react';
import type { Problem } from '../gateway/request';
import { Trouble } from '../parts/Notice';
import { lasting, size } from '../parts/Time';
import { RegisterForm } from './RegisterForm';
import { upload } from './upload';
import type { Step, Transfer } from './upload';

/** Takes a file by drag and drop or by choice and sends it; what it is can be filled in while it is on its way. */
export function DropPackage({ registered, folder }: { registered: () => void; folder: string }) {
  const [file, setFile] = useState<File>();
  const [step, setStep] = useState<Step>();
  const [sha256, setSha256] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const [over, setOver] = useState(false);
  const transfer = useRef<Transfer>(undefined);
  const chooser = useRef<HTMLInputElement>(null);
  // A page that is left only pauses: what was sent is kept, and the same file goes on where it stood.
  useEffect(() => () => transfer.current?.pause(), []);

  const clear = () => {
    setFile(undefined);
    setStep(undefined);
    setSha256(undefined);
    setProblem(undefined);
    if (chooser.current) chooser.current.value = '';
  };

  const take = (taken: File | undefined) => {
    if (!taken) return;
    transfer.current?.pause();
    clear();
    setFile(taken);
    // A file that was put aside may still be read for a while; what it says is no longer of interest.
    const ifCurrent = <T,>(tell: (value: T) => void) => (value: T) => {
      if (transfer.current === own) tell(value);
    };
    const own: Transfer = upload(taken, ifCurrent(setStep), ifCurrent(setSha256), ifCurrent(setProblem));
    transfer.current = own;
  };

  const cancel = () => {
    if (step?.doing !== 'there') transfer.current?.cancel();
    transfer.current = undefined;
    clear();
  };

  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };

  const dragged = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };

  return (
    <section className={over ? 'drop over' : 'drop'} aria-label="Add a package" onDragOver={dragged} onDragLeave={() => setOver(false)} onDrop={dropped}>
      <input ref={chooser} type="file" hidden onChange={(event) => take(event.target.files?.[0])} />
      {!file && (
        <p>
          <span>
            Drop an installer, a script, a .zip or any other file here, or <button onClick={() => chooser.current?.click()}>choose a file</button>
          </span>
          <span className="faint">What the file says of itself is filled in for you. At most 1 GiB.</span>
        </p>
      )}
      {file && (
        <>
          <div className="upload">
            <strong>{file.name}</strong>
            <span className="faint">{size(file.size)}</span>
            <progress max={file.size || 1} value={step?.doing === 'there' ? file.size || 1 : (step?.bytes ?? 0)} aria-label={`Upload of ${file.name}`} />
            <span role="status">{problem ? 'Stopped' : said(step, file.size)}</span>
            <span className="actions">
              {!problem && step?.doing === 'paused' && <button onClick={() => transfer.current?.resume()}>Resume</button>}
              {!problem && (step?.doing === 'sending' || step?.doing === 'waiting') && <button onClick={() => transfer.current?.pause()}>Pause</button>}
              <button onClick={cancel}>{step?.doing === 'there' || problem ? 'Discard' : 'Cancel'}</button>
            </span>
          </div>
          {problem ? (
            <Trouble problem={problem} again={() => take(file)} />
          ) : (
            <RegisterForm key={`${file.name}${file.lastModified}`} file={file} sha256={sha256} folder={folder} done={() => { clear(); registered(); }} />
          )}
        </>
      )}
    </section>
  );
}

function said(step: Step | undefined, whole: number): string {
  if (!step) return 'Starting';
  const percent = `${whole > 0 ? Math.floor((step.bytes / whole) * 100) : 100} %`;
  const pace = step.rate > 0 ? `, ${size(step.rate)}/s, ${lasting((whole - step.bytes) / step.rate)} left` : '';
  switch (step.doing) {
    case 'reading':
      return `Reading ${percent}${pace}`;
    case 'sending':
      return step.bytes < whole ? `Sending ${percent}${pace}` : 'Checking';
    case 'waiting':
      return `At ${percent}; the connection broke off, trying again`;
    case 'paused':
      return `Paused at ${percent}`;
    case 'there':
      return 'Uploaded';
  }
}

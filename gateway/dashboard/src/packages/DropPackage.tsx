import { useEffect, useRef, useState } from 'react';
import type { DragEvent } from 'react';
import { Problem } from '../gateway/request';
import { Trouble } from '../parts/Notice';
import { size } from '../parts/Time';
import { RegisterForm } from './RegisterForm';
import { upload } from './upload';
import type { Step } from './upload';

/** Takes a file by drag and drop or by choice and sends it; what it is can be filled in while it is on its way. */
export function DropPackage({ registered }: { registered: () => void }) {
  const [file, setFile] = useState<File>();
  const [step, setStep] = useState<Step>();
  const [sha256, setSha256] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const [over, setOver] = useState(false);
  const stop = useRef<AbortController>(undefined);
  const chooser = useRef<HTMLInputElement>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const clear = () => {
    stop.current?.abort();
    setFile(undefined);
    setStep(undefined);
    setSha256(undefined);
    setProblem(undefined);
    if (chooser.current) chooser.current.value = '';
  };

  const take = (taken: File | undefined) => {
    if (!taken) return;
    clear();
    setFile(taken);
    const own = (stop.current = new AbortController());
    upload(taken, setStep, own.signal).then(setSha256, (fault: unknown) => {
      if (!own.signal.aborted) setProblem(fault instanceof Problem ? fault : new Problem(0, 'The upload broke off.'));
    });
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
          <span className="faint">.deb, .rpm, .msi, .pkg and scripts bring their own silent commands. At most 1 GiB.</span>
        </p>
      )}
      {file && (
        <>
          <div className="upload">
            <strong>{file.name}</strong>
            <span className="faint">{size(file.size)}</span>
            {!problem && <progress max={1} value={step?.done ?? 0} aria-label={`Upload of ${file.name}`} />}
            <span role="status">{problem ? 'Stopped' : said(step)}</span>
            <button onClick={clear}>{problem ? 'Close' : 'Discard'}</button>
          </div>
          {problem ? (
            <Trouble problem={problem} again={() => take(file)} />
          ) : (
            <RegisterForm key={`${file.name}${file.lastModified}`} file={file} sha256={sha256} done={() => { clear(); registered(); }} />
          )}
        </>
      )}
    </section>
  );
}

function said(step: Step | undefined): string {
  const percent = `${Math.floor((step?.done ?? 0) * 100)} %`;
  switch (step?.doing) {
    case 'reading':
      return `Reading ${percent}`;
    case 'sending':
      return step.done < 1 ? `Sending ${percent}` : 'Checking';
    case 'there':
      return 'Uploaded';
    default:
      return 'Starting';
  }
}

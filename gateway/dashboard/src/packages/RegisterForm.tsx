import { useEffect, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { newId } from '../gateway/newId';
import { errorsOf, Problem, request } from '../gateway/request';
import type { ContentReading, Package, PackageKind } from '../gateway/types';
import { Trouble } from '../parts/Notice';
import { bodyOf, draftOf, slipsOf, withReading } from './draft';
import { PackageForm } from './PackageForm';
import { ReadingNote } from './ReadingNote';

/** What the file is, filled in from what it says of itself as soon as it has arrived. */
export function RegisterForm({ file, sha256, folder, done }: { file: File; sha256: string | undefined; folder: string; done: () => void }) {
  const [kind, setKind] = useState<PackageKind>(/\.(msi|exe|deb|rpm|pkg|sh|ps1)$/i.test(file.name) ? 'Software' : 'Files');
  const [draft, setDraft] = useState(() => draftOf({ folder }));
  const [reading, setReading] = useState<ContentReading>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const read = useRef<ContentReading>(undefined);
  // One id for all tries: an answer that got lost does not make a second package.
  const id = useRef(newId());
  const innerPath = draft.text.innerPath;

  useEffect(() => {
    if (!sha256) return;
    const stop = new AbortController();
    const query = new URLSearchParams({ fileName: file.name, ...(innerPath && { innerPath }) });
    request<ContentReading>(`contents/${sha256}/attributes?${query}`, { signal: stop.signal }).then(
      (said) => {
        setReading(said);
        const fallback = said.name ?? file.name.replace(/\.[^.]+$/, '');
        setDraft((old) => withReading(old, { ...said, name: fallback }, read.current));
        read.current = { ...said, name: fallback };
        if (said.format === 'Zip' && said.installers?.length === 1) setDraft((old) => ({ ...old, text: { ...old.text, innerPath: old.text.innerPath || said.installers![0]! } }));
        if (said.installers?.length && !innerPath) setKind('Software');
      },
      (fault: unknown) => {
        if (!stop.signal.aborted) setProblem(fault instanceof Problem ? fault : new Problem(0, String(fault)));
      },
    );
    return () => stop.abort();
  }, [sha256, file.name, innerPath]);

  const slips = slipsOf(draft);
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (Object.keys(slips).length > 0) {
      setProblem(new Problem(400, 'Some fields need to be corrected.', slips));
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      await request<Package>('packages', { method: 'POST', body: { ...bodyOf(draft, kind), id: id.current, kind, fileName: file.name, contentSha256: sha256 } });
      done();
    } catch (fault) {
      setProblem(fault instanceof Problem ? fault : new Problem(0, String(fault)));
      setBusy(false);
    }
  };

  return (
    <form onSubmit={save} aria-label={`Register ${file.name}`} className="package-form">
      {reading && <ReadingNote reading={reading} />}
      <fieldset className="kinds">
        <legend>Kind</legend>
        {(['Software', 'Files'] as const).map((choice) => (
          <label key={choice}>
            <input type="radio" name="kind" value={choice} checked={kind === choice} onChange={() => setKind(choice)} />
            {choice === 'Software' ? 'Software, installed silently' : 'Files, placed in a folder'}
          </label>
        ))}
      </fieldset>
      <PackageForm draft={draft} change={setDraft} errors={errorsOf(problem)} kind={kind} fileName={file.name} reading={reading} />
      {problem && <Trouble problem={problem} />}
      <div className="actions">
        <button className="primary" disabled={busy || !sha256}>
          {busy ? 'Registering' : sha256 ? 'Register package' : 'Waiting for the upload'}
        </button>
      </div>
    </form>
  );
}

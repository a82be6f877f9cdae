import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { newId } from '../gateway/newId';
import { Problem, request } from '../gateway/request';
import type { Package, PackageKind } from '../gateway/types';
import { Field } from '../parts/Field';
import { Trouble } from '../parts/Notice';

const ownCommand = ['deb', 'rpm', 'msi', 'pkg', 'sh', 'ps1'];

/** What the file is; everything that the file says of itself may be left open. */
export function RegisterForm({ file, sha256, done }: { file: File; sha256: string | undefined; done: () => void }) {
  const extension = file.name.split('.').pop()?.toLowerCase() ?? '';
  const own = ownCommand.includes(extension);
  const named = extension === 'deb';
  const [kind, setKind] = useState<PackageKind>(own || extension === 'exe' ? 'Software' : 'Files');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  // One id for all tries: an answer that got lost does not make a second package.
  const id = useRef(newId());

  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { timeLimitSeconds, ...given } = Object.fromEntries([...new FormData(event.currentTarget)].filter(([, value]) => value !== ''));
    setBusy(true);
    setProblem(undefined);
    try {
      const body = { ...given, id: id.current, kind, fileName: file.name, contentSha256: sha256, timeLimitSeconds: timeLimitSeconds ? Number(timeLimitSeconds) : undefined };
      await request<Package>('packages', { method: 'POST', body });
      done();
    } catch (fault) {
      setProblem(fault instanceof Problem ? fault : new Problem(0, String(fault)));
      setBusy(false);
    }
  };

  const errors = problem?.errors ?? {};
  return (
    <form onSubmit={save} aria-label={`Register ${file.name}`}>
      <fieldset className="kinds">
        <legend>Kind</legend>
        {(['Software', 'Files'] as const).map((choice) => (
          <label key={choice}>
            <input type="radio" name="kind" value={choice} checked={kind === choice} onChange={() => setKind(choice)} />
            {choice === 'Software' ? 'Software, installed silently' : 'Files, placed in a folder'}
          </label>
        ))}
      </fieldset>
      <div className="fields">
        <Field name="name" label="Name" errors={errors['name']} required={!named} placeholder={named ? 'from the package' : ''} initial={named ? '' : file.name.replace(/\.[^.]+$/, '')} />
        <Field name="softwareVersion" label="Version" errors={errors['softwareVersion']} placeholder={named ? 'from the package' : 'optional'} />
        {kind === 'Files' ? (
          <Field name="destinationFolder" label="Folder on the computer" errors={errors['destinationFolder']} required wide placeholder="/opt/tools or C:\Tools" hint={extension === 'zip' ? 'The .zip is unpacked there.' : undefined} />
        ) : (
          <>
            <Field name="installCommand" label="Install command" errors={errors['installCommand']} required={!own} wide placeholder={own ? 'the usual one for this kind of file' : '"{file}" /S'} hint={extension === 'zip' ? '{folder} is where the .zip was unpacked.' : '{file} is the file on the computer.'} />
            <Field name="uninstallCommand" label="Uninstall command" errors={errors['uninstallCommand']} wide placeholder={own ? 'the usual one, where there is one' : 'optional'} />
            <Field name="softwareName" label="Name on the computer" errors={errors['softwareName']} placeholder={named ? 'from the package' : 'optional'} />
            <Field name="timeLimitSeconds" label="Time limit, seconds" errors={errors['timeLimitSeconds']} type="number" placeholder="3600" />
          </>
        )}
      </div>
      {problem && <Trouble problem={problem} />}
      <button className="primary" disabled={busy || !sha256}>
        {busy ? 'Registering' : sha256 ? 'Register package' : 'Waiting for the upload'}
      </button>
    </form>
  );
}

import { useState } from 'react';
import type { FormEvent } from 'react';
import { useReading } from '../gateway/reading';
import { errorsOf, Problem, request } from '../gateway/request';
import type { ContentReading, Package } from '../gateway/types';
import { Head } from '../parts/Head';
import { Loading, Trouble } from '../parts/Notice';
import { go } from '../route';
import { bodyOf, draftOf, slipsOf } from './draft';
import { PackageForm } from './PackageForm';

/** The form in which a package's attributes are changed; its content never does. */
export function EditPackage({ id }: { id: string }) {
  const { value, problem, reload } = useReading<Package>(`packages/${id}`);
  if (!value) return problem ? <Trouble problem={problem} again={reload} /> : <Loading lines={8} />;
  // The form stays what it is when somebody else edits: the save then says so.
  return <Form key={id} item={value} />;
}

function Form({ item }: { item: Package }) {
  const [draft, setDraft] = useState(() => draftOf(item));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const query = new URLSearchParams({ fileName: item.fileName, ...(draft.text.innerPath && { innerPath: draft.text.innerPath }) });
  const reading = useReading<ContentReading>(`contents/${item.contentSha256}/attributes?${query}`);
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
      await request<Package>(`packages/${item.id}`, { method: 'PATCH', body: { ...bodyOf(draft, item.kind), expectedVersion: item.version } });
      go(`packages/${item.id}`);
    } catch (fault) {
      setProblem(fault instanceof Problem ? fault : new Problem(0, String(fault)));
      setBusy(false);
    }
  };

  return (
    <>
      <Head title={`Edit ${item.name}`} under={`${item.fileName} · what is saved becomes revision ${item.version + 1}; tasks that have reached a computer are not changed by it`} />
      <form className="sheet package-form" onSubmit={save} aria-label={`Edit ${item.name}`}>
        <PackageForm draft={draft} change={setDraft} errors={errorsOf(problem)} kind={item.kind} fileName={item.fileName} reading={reading.value} packageId={item.id} />
        {problem && <Trouble problem={problem} />}
        <div className="actions">
          <button className="primary" disabled={busy}>
            {busy ? 'Saving' : 'Save'}
          </button>
          <a className="button" href={`#/packages/${item.id}`}>
            Back
          </a>
        </div>
      </form>
    </>
  );
}

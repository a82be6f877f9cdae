import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { newId } from '../gateway/newId';
import { useListing } from '../gateway/reading';
import { Problem, request } from '../gateway/request';
import type { Computer, Group, Package } from '../gateway/types';
import { Choices } from '../parts/Choices';
import { Field } from '../parts/Field';
import { Head } from '../parts/Head';
import { Trouble } from '../parts/Notice';
import { go } from '../route';

/** What goes where, and when: a new task. */
export function NewTask({ packageId }: { packageId: string | null }) {
  const packages = useListing<Package>('packages', 1000);
  const groups = useListing<Group>('groups', 1000);
  const computers = useListing<Computer>('computers', 1000);
  const [removes, setRemoves] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const id = useRef(newId());

  const create = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const chosen = form.getAll('package').map((one) => packages.items!.find((item) => item.id === one)!);
    const destinations = { computerIds: form.getAll('computer'), groupIds: form.getAll('group') };
    if (chosen.length === 0 || destinations.computerIds.length + destinations.groupIds.length === 0) {
      setProblem(new Problem(400, chosen.length === 0 ? 'Choose at least one package.' : 'Choose at least one ID group or computer.'));
      return;
    }
    setBusy(true);
    setProblem(undefined);
    try {
      await request('tasks', {
        method: 'POST',
        body: {
          id: id.current,
          name: form.get('name') || `${removes ? 'Remove ' : ''}${chosen.map((item) => item.name).join(', ')}`,
          actions: chosen.map((item) => ({ kind: removes ? 'Uninstall' : item.kind === 'Files' ? 'DistributeFiles' : 'Install', packageId: item.id })),
          destinations,
          startAt: moment(form.get('startAt')),
          expiresAt: moment(form.get('expiresAt')),
          stopOnFirstError: form.get('stop') === 'on',
        },
      });
      go(`tasks/${id.current}`);
    } catch (fault) {
      setProblem(fault instanceof Problem ? fault : new Problem(0, String(fault)));
      setBusy(false);
    }
  };

  // Files leave no trace that a computer could remove by name.
  const offered = packages.items?.filter((item) => !removes || item.uninstallCommand || item.softwareName);
  return (
    <>
      <Head title="New task" />
      <form className="sheet" onSubmit={create} aria-label="New task">
        <fieldset className="kinds">
          <legend>What it does</legend>
          <label>
            <input type="radio" name="does" checked={!removes} onChange={() => setRemoves(false)} />
            Distribute packages
          </label>
          <label>
            <input type="radio" name="does" checked={removes} onChange={() => setRemoves(true)} />
            Remove software
          </label>
        </fieldset>
        <Choices name="package" title="Packages" listing={packages} items={offered} initial={packageId} label={(item) => `${item.name} ${item.softwareVersion}`} empty="No package fits." />
        <Choices name="group" title="ID groups" listing={groups} items={groups.items} label={(item) => item.name} empty="No ID groups yet." />
        <Choices name="computer" title="Computers" listing={computers} items={computers.items} label={(item) => item.name} empty="No computers yet." />
        <div className="fields">
          <Field name="name" label="Name" placeholder="made of the packages" wide />
          <Field name="startAt" label="Starts" type="datetime-local" hint="Empty is at once." />
          <Field name="expiresAt" label="Expires" type="datetime-local" hint="What has not begun by then never will." />
        </div>
        <label className="check">
          <input type="checkbox" name="stop" />
          Stop on a computer at its first error
        </label>
        {problem && <Trouble problem={problem} />}
        <div className="actions">
          <button className="primary" disabled={busy || !packages.items}>
            {busy ? 'Creating' : 'Create task'}
          </button>
          <a className="button" href="#/">
            Back
          </a>
        </div>
      </form>
    </>
  );
}

function moment(value: FormDataEntryValue | null): string | undefined {
  return value ? new Date(String(value)).toISOString() : undefined;
}

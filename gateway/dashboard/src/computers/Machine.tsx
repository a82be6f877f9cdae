import { useState } from 'react';
import type { FormEvent } from 'react';
import type { Inventory } from '../gateway/fleet';
import { useReading } from '../gateway/reading';
import { request } from '../gateway/request';
import { Empty, Loading, Trouble } from '../parts/Notice';
import { size, Time } from '../parts/Time';
import { useDeed } from '../parts/useDeed';
import { Table } from '../parts/Table';

/** What a computer is made of, and what operators wrote about it. */
export function Machine({ id }: { id: string }) {
  const inventory = useReading<Inventory>(`computers/${id}/inventory?limit=1`);
  const value = inventory.value;
  if (!value) return inventory.problem ? <Trouble problem={inventory.problem} again={inventory.reload} /> : <Loading />;
  const facts = value.facts;
  const lines: [string, string | null | undefined][] = facts ? [
    ['Operating system', [facts.operatingSystemName, facts.operatingSystemVersion].filter(Boolean).join(' ')],
    ['Machine', [facts.hardware.manufacturer, facts.hardware.model].filter(Boolean).join(' ')],
    ['Serial number', facts.hardware.serialNumber],
    ['Processor', [facts.hardware.processor, facts.hardware.cores && `${facts.hardware.cores} cores`, facts.architecture].filter(Boolean).join(', ')],
    ['Memory', facts.hardware.memoryBytes ? size(facts.hardware.memoryBytes) : null],
    ['Logged on', facts.loggedOnUser],
    ['Domain', facts.domain],
    ['Time zone', facts.timeZone],
    ['Updates', value.updates.length > 0 ? value.updates.join(', ') : null],
  ] : [];
  return (
    <>
      {!facts && <Empty title="Not told yet">The agent tells what the computer consists of at its first contact.</Empty>}
      {facts && (
        <section aria-label="Machine">
          <p className="lead">As told <Time at={value.changedAt!} /></p>
          <dl className="facts">
            {lines.filter(([, said]) => said).map(([name, said]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{said}</dd>
              </div>
            ))}
          </dl>
          <Table label="Disks" rows={facts.disks} keyOf={(disk) => disk.mount} columns={[
            { name: 'Disk', cell: (disk) => disk.mount },
            { name: 'Size', number: true, cell: (disk) => size(disk.totalBytes) },
            { name: 'Free', number: true, cell: (disk) => size(disk.freeBytes) },
          ]} />
          <Table label="Networks" rows={facts.networks} keyOf={(network) => network.name} columns={[
            { name: 'Network', cell: (network) => network.name },
            { name: 'Hardware address', cell: (network) => network.mac },
            { name: 'Addresses', cell: (network) => network.addresses.join(', ') },
          ]} />
        </section>
      )}
      <AssetFields id={id} fields={value.assets} done={inventory.reload} />
    </>
  );
}

/** Fields that operators keep: no agent can know them. */
function AssetFields({ id, fields, done }: { id: string; fields: Record<string, string>; done: () => void }) {
  const { busy, problem, act } = useDeed(done);
  const [turn, setTurn] = useState(0);
  const put = (part: Record<string, string | null>) => act(() => request(`computers/${id}/assets`, { method: 'PUT', body: part }));
  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (await put({ [String(form.get('field'))]: String(form.get('value')) })) setTurn((old) => old + 1);
  };
  return (
    <section aria-labelledby="assets">
      <h2 id="assets">Own fields</h2>
      {Object.keys(fields).length > 0 && (
        <dl className="facts">
          {Object.entries(fields).map(([name, said]) => (
            <div key={name} className="own">
              <dt>{name}</dt>
              <dd>
                {said}
                <button className="quiet" disabled={busy} aria-label={`Remove ${name}`} onClick={() => void put({ [name]: null })}>
                  Remove
                </button>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <form key={turn} className="inline" onSubmit={add}>
        <input name="field" aria-label="Field" placeholder="department" required maxLength={256} list="fields-known" />
        <datalist id="fields-known">
          {['department', 'location', 'person'].map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <input name="value" aria-label="Value" placeholder="Finance" required />
        <button disabled={busy}>Set field</button>
      </form>
      {problem && <Trouble problem={problem} />}
    </section>
  );
}

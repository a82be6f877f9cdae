import { useState } from 'react';
import { systemName } from '../computers/systems';
import { useChanges } from '../gateway/changes';
import type { GroupInFull, ImportReport } from '../gateway/fleet';
import { useListing, useThrottled } from '../gateway/reading';
import { request } from '../gateway/request';
import type { Member } from '../gateway/types';
import { ComputerPicker } from '../parts/ComputerPicker';
import { List } from '../parts/List';
import { Empty, Trouble } from '../parts/Notice';
import { Time } from '../parts/Time';
import { useDeed } from '../parts/useDeed';
import { joinedWord } from './words';

/** The members of an ID group; some may be added, taken out, or brought by a list. */
export function Members({ group, changed }: { group: GroupInFull; changed: () => void }) {
  const members = useListing<Member>(`groups/${group.id}/members`, 200);
  const { busy, problem, act } = useDeed(() => { members.reload(); changed(); });
  const [report, setReport] = useState<ImportReport>();
  const readAgain = useThrottled(members.reload, 1000);
  useChanges((kind) => {
    if (kind === 'group' || kind === 'computer' || kind === 'reload') readAgain();
  });
  const change = (computerId: string, method: 'PUT' | 'DELETE') => act(() => request(`groups/${group.id}/members/${computerId}`, { method }));
  const bring = (file: File | undefined) => {
    if (file) void act(async () => setReport(await request<ImportReport>(`groups/${group.id}/members/import`, { method: 'POST', text: { type: 'text/csv', body: file } })));
  };
  return (
    <section aria-label="Members">
      <div className="over-list">
        <ComputerPicker title="Add members" chosen={[]} change={([one]) => one && void change(one.id, 'PUT')} />
        <span className="links">
          <label className="button">
            Import a list
            <input type="file" accept=".csv,.txt,text/csv,text/plain" className="unseen" disabled={busy} onChange={(event) => { bring(event.target.files?.[0]); event.target.value = ''; }} />
          </label>
          <a href={`/api/reports/exports/group-computers?id=${group.id}&format=csv`} download>
            Export as CSV
          </a>
        </span>
      </div>
      {problem && <Trouble problem={problem} />}
      {report && <Imported report={report} close={() => setReport(undefined)} />}
      <List listing={members} empty={<Empty title="Nobody is in this ID group">Tasks for it wait for the first computer that joins.</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map((member) => (
              <li key={member.computerId} className="row member">
                <a className="title" href={`#/computers/${member.computerId}`}>
                  {member.name}
                </a>
                <span>{systemName(member.operatingSystem)}</span>
                <span className="when">
                  {joinedWord[member.by] ?? member.by} <Time at={member.joinedAt} />
                </span>
                <button className="quiet" aria-label={`Take out ${member.name}`} disabled={busy} onClick={() => void change(member.computerId, 'DELETE')}>
                  Take out
                </button>
              </li>
            ))}
          </ul>
        )}
      </List>
    </section>
  );
}

function Imported({ report, close }: { report: ImportReport; close: () => void }) {
  return (
    <div className="notice" role="status">
      <strong>
        {report.joined.toLocaleString('en')} of {report.lines.toLocaleString('en')} joined
      </strong>
      <p>
        {[[report.alreadyMembers, 'were members already'], [report.notFound, 'were not found'], [report.ambiguous, 'have a name that several have'], [report.malformed, 'could not be read']]
          .filter(([count]) => count !== 0).map(([count, what]) => `${count} ${what}`).join(', ')}
      </p>
      {report.remarks.length > 0 && (
        <ul>
          {report.remarks.slice(0, 20).map((remark) => (
            <li key={remark.line}>
              Line {remark.line}, {remark.computer}: {remark.detail}
            </li>
          ))}
        </ul>
      )}
      <button onClick={close}>Close</button>
    </div>
  );
}

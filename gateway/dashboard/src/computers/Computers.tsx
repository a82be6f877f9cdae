import { useChanges } from '../gateway/changes';
import { useListing, useThrottled } from '../gateway/reading';
import type { Computer } from '../gateway/types';
import { Head } from '../parts/Head';
import { More } from '../parts/More';
import { Empty, Loading, Trouble } from '../parts/Notice';
import { Time } from '../parts/Time';
import { systemName } from './systems';

/** Every computer that enrolled. */
export function Computers() {
  const computers = useListing<Computer>('computers', 200);
  const readAgain = useThrottled(computers.reload, 1000);
  useChanges((kind) => {
    if (kind === 'computer' || kind === 'reload') readAgain();
  });
  return (
    <>
      <Head title="Computers" />
      {computers.problem && <Trouble problem={computers.problem} again={computers.reload} />}
      {!computers.items && !computers.problem && <Loading />}
      {computers.items?.length === 0 && (
        <Empty title="No computers yet">
          A computer enrols itself: start the agent on it with the address of this gateway (<code>--server</code>) and an enrolment key (<code>--enrolment-key</code>).
        </Empty>
      )}
      <ul className="rows">
        {computers.items?.map((computer) => (
          <li key={computer.id}>
            <a className="row machine" href={`#/computers/${computer.id}`}>
              <span className="title">{computer.name}</span>
              <span>
                {systemName(computer.operatingSystem)} <span className="faint">{computer.architecture}</span>
              </span>
              <span className="when">
                enrolled <Time at={computer.enrolledAt} />
              </span>
            </a>
          </li>
        ))}
      </ul>
      <More more={computers.more} />
    </>
  );
}

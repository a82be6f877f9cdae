import type { PolicyCompliance } from '../gateway/fleet';
import { useListing } from '../gateway/reading';
import type { Task } from '../gateway/types';
import { List } from '../parts/List';
import { Empty } from '../parts/Notice';
import { TaskRow } from '../tasks/TaskRow';

/** The tasks that the platform made by itself, and those that it gave up because they were of no use. */
export function Countermeasures() {
  const tasks = useListing<Task>('reports/tasks?class=AutomaticCountermeasure');
  const policies = useListing<PolicyCompliance>('security-policies/compliance').items?.filter((policy) => policy.suppressed > 0);
  return (
    <>
      {policies && policies.length > 0 && (
        <section className="panel" aria-labelledby="suppressed">
          <h2 id="suppressed">Suppressed</h2>
          <p className="lead">Taken again and again without an effect, and not taken any more until the package or the policy changes.</p>
          <ul>
            {policies.map((policy) => (
              <li key={policy.policyId}>
                <a href={`#/security/${policy.policyId}?state=Suppressed`}>{policy.name}</a> on {policy.suppressed.toLocaleString('en')} {policy.suppressed === 1 ? 'computer' : 'computers'}
              </li>
            ))}
          </ul>
        </section>
      )}
      <List listing={tasks} empty={<Empty title="No countermeasures yet">Where a security policy is enforced, the platform makes tasks by itself; they are listed here.</Empty>}>
        {(items) => (
          <ul className="rows">
            {items.map((task) => (
              <TaskRow key={task.id} task={task} />
            ))}
          </ul>
        )}
      </List>
    </>
  );
}

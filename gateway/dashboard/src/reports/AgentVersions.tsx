import { useReading } from '../gateway/reading';
import type { AgentFigures } from '../gateway/reports';
import { Empty, Loading, Trouble } from '../parts/Notice';

/** How many computers have which agent. */
export function AgentVersions() {
  const agents = useReading<AgentFigures[]>('reports/agents');
  if (!agents.value) return agents.problem ? <Trouble problem={agents.problem} again={agents.reload} /> : <Loading />;
  const all = agents.value.reduce((sum, one) => sum + one.computers, 0);
  if (all === 0) return <Empty title="No computers yet" />;
  return (
    <section className="panel" aria-label="Agent versions">
      <ul className="shares">
        {agents.value.map((one) => (
          <li key={one.agentVersion ?? ''} className="share">
            <span>
              {one.agentVersion ? (
                <a className="linked" href={`#/computers?search=${encodeURIComponent(`agent = ${one.agentVersion}`)}`}>
                  {one.agentVersion}
                </a>
              ) : (
                'never made contact'
              )}
            </span>
            <span className="bar" aria-hidden="true">
              <i className="busy plain" style={{ flexGrow: one.computers }} />
              {all > one.computers && <i style={{ flexGrow: all - one.computers }} />}
            </span>
            <span className="number">
              {one.computers.toLocaleString('en')} <span className="faint">{Math.round((one.computers / all) * 100)} %</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

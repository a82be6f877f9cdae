import type { PageProps } from '../pages';
import { useReading } from '../gateway/reading';
import { Head } from '../parts/Head';
import { LimitFields } from '../parts/LimitFields';
import type { Limit } from '../parts/LimitFields';
import { EnrolmentKeys } from './EnrolmentKeys';
import { GroupLimits } from './GroupLimits';
import { Rebuild } from './Rebuild';

/** What holds for the platform as a whole. */
export default function Settings(_: PageProps) {
  const limits = useReading<Limit[]>('limits');
  return (
    <>
      <Head title="Settings" />
      <EnrolmentKeys />
      <div className="columns">
        <section className="panel" aria-labelledby="limits">
          <h2 id="limits">Limits of the whole system</h2>
          <LimitFields path="limits/system" limit={limits.value?.find((limit) => limit.groupId === null)} done={limits.reload} />
          <GroupLimits limits={limits.value?.filter((limit) => limit.groupId !== null) ?? []} />
        </section>
        <section className="panel" aria-labelledby="retirement">
          <h2 id="retirement">Retirement</h2>
          <p className="lead">
            Computers that are not heard of for long leave by themselves where the service is started with <code>Retirement__AfterDays</code>; without it none do. Those that are absent now are in the <a href="#/reports?tab=absent">report</a>.
          </p>
        </section>
        <Rebuild />
      </div>
    </>
  );
}

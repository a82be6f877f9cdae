import { Entry, Section } from '../parts/Entry';
import { WindowFields } from '../parts/WindowFields';
import type { When } from './draft';
import type { PartProps } from './NewTask';

const zones = Intl.supportedValuesOf('timeZone');
const kinds: [When, string][] = [['now', 'at once'], ['at', 'at a moment, by your clock'], ['local', 'at a local time of a time zone'], ['own', "at each computer's own local time"], ['cron', 'again and again, by a rule']];

/** When a task happens, when it lapses, and in which hours work may begin. */
export function WhenFields({ draft, change, errors }: PartProps) {
  const timed = draft.when === 'at' || draft.when === 'local' || draft.when === 'own';
  return (
    <>
      <div className="fields">
        <Entry label="It begins" value={draft.when} choices={kinds} change={(when) => change({ when: when as When })} />
        {timed && <Entry label="Date and time" type="datetime-local" required value={draft.start} change={(start) => change({ start })} errors={errors.startAt ?? errors.localStart} />}
        {draft.when === 'cron' && <Entry label="Rule" required placeholder="0 0 22 ? * TUE" value={draft.cron} change={(cron) => change({ cron })} hint="Seconds, minutes, hours, day of month, month, day of week." errors={errors.cron} />}
        {(draft.when === 'local' || draft.when === 'cron') && <Entry label="Time zone" required value={draft.zone} offered={zones} change={(zone) => change({ zone })} errors={errors.timeZone} />}
        {timed && <Entry label="Content may travel from" type="datetime-local" value={draft.transfer} change={(transfer) => change({ transfer })} hint="Empty: not before it begins." errors={errors.transferAt ?? errors.localTransfer} />}
        {draft.when === 'cron' && <Entry label="A run lasts, minutes" type="number" placeholder="no end" value={draft.lasts} change={(lasts) => change({ lasts })} errors={errors.runLastsMinutes} />}
        <Entry label="Expires" type="datetime-local" value={draft.expires} change={(expires) => change({ expires })} hint="What has not begun by then never will." errors={errors.expiresAt} />
      </div>
      <Section title="Maintenance windows" said={draft.windows.length === 0 ? 'at any time' : String(draft.windows.length)} wrong={Object.keys(errors).some((field) => field.startsWith('windows'))}>
        <WindowFields windows={draft.windows} change={(windows) => change({ windows })} errors={errors} prefix="windows.task" />
        {draft.windows.length > 0 && (
          <label className="check wide">
            <input type="checkbox" checked={draft.transferOutside} onChange={(event) => change({ transferOutside: event.target.checked })} />
            content may travel outside of the windows
          </label>
        )}
      </Section>
    </>
  );
}

import { errorWord } from '../gateway/reports';
import type { ErrorClass } from '../gateway/reports';
import { Entry, Section } from '../parts/Entry';
import type { PartProps } from './NewTask';

const classes = Object.entries(errorWord) as [ErrorClass, string][];

/** How a task behaves on a computer; what is left alone follows the defaults. */
export function HowFields({ draft, change, errors }: PartProps) {
  const { user, running, installation, retries } = draft;
  const wrong = (part: string) => Object.keys(errors).some((field) => field.startsWith(`parameters.${part}`));
  const own = (part: object) => Object.values(part).filter(Boolean).length;
  const said = (count: number) => (count === 0 ? 'the defaults' : `${count} of your own`);
  const u = (part: Partial<typeof user>) => change({ user: { ...user, ...part } });
  const r = (part: Partial<typeof running>) => change({ running: { ...running, ...part } });
  const i = (part: Partial<typeof installation>) => change({ installation: { ...installation, ...part } });
  const figure = (label: string, value: string, set: (value: string) => void, placeholder: string, field: string) => (
    <Entry label={label} type="number" placeholder={placeholder} value={value} change={set} errors={errors[`parameters.${field}`]} />
  );
  return (
    <div>
      <label className="check">
        <input type="checkbox" checked={draft.stop} onChange={(event) => change({ stop: event.target.checked })} />
        Stop on a computer at its first error
      </label>
      <label className="check">
        <input type="checkbox" checked={draft.offer} onChange={(event) => change({ offer: event.target.checked })} />
        Only offer it: the user of each computer chooses whether and when
      </label>
      <label className="check">
        <input type="checkbox" checked={user.told} onChange={(event) => u({ told: event.target.checked })} />
        Tell the user before it begins
      </label>
      {user.told && (
        <div className="fields">
          <Entry label="Message" wide lines={2} placeholder="the task's name" value={user.message} change={(message) => u({ message })} errors={errors['parameters.user.message']} />
          {figure('Countdown, seconds', user.countdownSeconds, (countdownSeconds) => u({ countdownSeconds }), '60', 'user.countdownSeconds')}
          {figure('May be put off, times', user.postponements, (postponements) => u({ postponements }), '0', 'user.postponements')}
          {figure('by minutes', user.postponeMinutes, (postponeMinutes) => u({ postponeMinutes }), '60', 'user.postponeMinutes')}
          {figure('but no later than, minutes after it came', user.deadlineMinutes, (deadlineMinutes) => u({ deadlineMinutes }), '4320', 'user.deadlineMinutes')}
        </div>
      )}
      <Section title="Running phase" said={said(own(running))} wrong={wrong('running')}>
        <Entry label="Runs as" value={running.runAs} choices={[['', "the agent's own account"], ['SessionUser', 'whoever is logged on']]} change={(runAs) => r({ runAs })} />
        <Entry label="With nobody logged on it" value={running.withoutSession} choices={[['', 'waits'], ['Fail', 'fails']]} change={(withoutSession) => r({ withoutSession })} />
        <Entry label="Begins" value={running.timing} choices={[['', 'as soon as the content is there'], ['AtNextStartUp', "at the computer's next start"], ['AtShutdown', 'when it is shut down']]} change={(timing) => r({ timing })} />
        {figure('Most computers at once', running.mostSimultaneous, (mostSimultaneous) => r({ mostSimultaneous }), 'unlimited', 'running.mostSimultaneous')}
        {figure('Time limit of an action, seconds', running.actionTimeLimitSeconds, (actionTimeLimitSeconds) => r({ actionTimeLimitSeconds }), "the package's", 'running.actionTimeLimitSeconds')}
        <Entry label="Exit codes of success" placeholder="the package's, such as 0, 3010" value={running.successCodes} change={(successCodes) => r({ successCodes })} errors={errors['parameters.running.successCodes']} />
        <label className="check wide">
          <input type="checkbox" checked={running.disableUac} onChange={(event) => r({ disableUac: event.target.checked })} />
          Windows: no elevation prompts while it runs
        </label>
        <label className="check wide">
          <input type="checkbox" checked={running.lockInput} onChange={(event) => r({ lockInput: event.target.checked })} />
          Mouse and keyboard are locked while it runs
        </label>
      </Section>
      <Section title="Installation phase" said={said(own(installation))} wrong={wrong('installation')}>
        {figure('Most computers that fetch at once', installation.mostSimultaneous, (mostSimultaneous) => i({ mostSimultaneous }), 'unlimited', 'installation.mostSimultaneous')}
        {figure('An absent computer is tried for, minutes', installation.retryWindowMinutes, (retryWindowMinutes) => i({ retryWindowMinutes }), '120', 'installation.retryWindowMinutes')}
        {figure('every so many seconds', installation.retryIntervalSeconds, (retryIntervalSeconds) => i({ retryIntervalSeconds }), '120', 'installation.retryIntervalSeconds')}
        {figure('All ends on a computer after, minutes', installation.forceStopMinutes, (forceStopMinutes) => i({ forceStopMinutes }), 'never', 'installation.forceStopMinutes')}
        <Entry label="Priority of its processes" value={installation.priority} choices={[['', 'normal'], ['Low', 'low'], ['High', 'high']]} change={(priority) => i({ priority })} />
        <label className="check wide">
          <input type="checkbox" checked={installation.wakeOnLan} onChange={(event) => i({ wakeOnLan: event.target.checked })} />
          Wake computers that do not answer
        </label>
      </Section>
      <Section title="After an error" said={retries.length === 0 ? 'the defaults' : `${retries.length} rules`} wrong={wrong('retries')}>
        <div className="lines wide">
          {retries.map((rule, at) => (
            <div key={at} className="planned">
              <div className="fields">
                <Entry label={`Rule ${at + 1}: after`} value={rule.on} choices={classes} change={(on) => change({ retries: retries.map((one, j) => (j === at ? { ...one, on } : one)) })} />
                <Entry label="again, times" type="number" required value={rule.count} change={(count) => change({ retries: retries.map((one, j) => (j === at ? { ...one, count } : one)) })} errors={errors[`parameters.retries[${at}].count`]} />
                <Entry label="after seconds" type="number" required value={rule.intervalSeconds} change={(intervalSeconds) => change({ retries: retries.map((one, j) => (j === at ? { ...one, intervalSeconds } : one)) })} errors={errors[`parameters.retries[${at}].intervalSeconds`]} />
                <Entry label="each wait so many times the one before" type="number" placeholder="1" value={rule.backOff} change={(backOff) => change({ retries: retries.map((one, j) => (j === at ? { ...one, backOff } : one)) })} errors={errors[`parameters.retries[${at}].backOff`]} />
              </div>
              <button type="button" className="quiet" onClick={() => change({ retries: retries.filter((_, j) => j !== at) })}>
                Remove rule {at + 1}
              </button>
            </div>
          ))}
          {errors['parameters.retries'] && <small className="wrong">{errors['parameters.retries'].join(' ')}</small>}
          <button type="button" onClick={() => change({ retries: [...retries, { on: classes.find(([key]) => !retries.some((one) => one.on === key))?.[0] ?? 'Transfer', count: '3', intervalSeconds: '300', backOff: '2' }] })}>
            Add a rule
          </button>
        </div>
      </Section>
      <Section title="Name and order" said={draft.name || 'made of what it does'} wrong={Boolean(errors.name ?? errors.description)}>
        <Entry label="Name" wide placeholder="made of what it does" value={draft.name} change={(name) => change({ name })} errors={errors.name} />
        <Entry label="Description" wide lines={2} value={draft.description} change={(description) => change({ description })} errors={errors.description} />
        {figure('Priority among tasks, -100 to 100', draft.priority, (priority) => change({ priority }), '0', 'priority')}
      </Section>
    </div>
  );
}

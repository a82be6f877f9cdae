import { Entry, Section } from '../parts/Entry';
import type { TextName } from './draft';
import type { FormProps } from './PackageForm';
import { accounts, families, restarts } from './words';

const own = /\.(msi|deb|rpm|pkg|sh|ps1)$/i;

/** How the software is installed and removed; what fits the file is offered, and taken by a click only. */
export function CommandFields({ draft, change, errors, fileName, reading }: FormProps) {
  const set = (name: TextName) => (value: string) => change((old) => ({ ...old, text: { ...old.text, [name]: value } }));
  const text = (name: TextName) => ({ value: draft.text[name], change: set(name), errors: errors[name] });
  const zip = /\.zip$/i.test(fileName);
  const usual = own.test(draft.text.innerPath || fileName);
  const offered = reading?.commands.filter((one) => one.install !== draft.text.installCommand || (one.uninstall !== null && one.uninstall !== draft.text.uninstallCommand)) ?? [];
  const take = (install: string, uninstall: string | null) =>
    change((old) => ({ ...old, text: { ...old.text, installCommand: install, uninstallCommand: uninstall ?? old.text.uninstallCommand } }));
  return (
    <Section title="Commands" open>
      {zip && <Entry label="Installer in the zip" wide {...text('innerPath')} {...(reading?.installers?.length ? { choices: choicesOf(reading.installers, draft.text.innerPath) } : { placeholder: 'setup/tool.msi' })} />}
      {offered.length > 0 && (
        <div className="offers wide">
          <span>
            {reading?.installerFamily ? `Made by ${families[reading.installerFamily]}; its usual silent commands, which the installer's author may have changed:` : 'Such a file brings its own silent commands:'}
          </span>
          {offered.map((one) => (
            <p key={one.title + one.install}>
              <button type="button" onClick={() => take(one.install, one.uninstall)}>
                Use
              </button>
              <span>
                {one.title}
                <code>{one.install}</code>
                {one.uninstall && <code>{one.uninstall}</code>}
              </span>
            </p>
          ))}
        </div>
      )}
      <Entry label="Install command" wide required={!usual} placeholder={usual ? 'the usual one for such a file' : '"{file}" /S'} hint={zip ? '{folder} is where the .zip was unpacked.' : '{file} is the file on the computer; {productCode} is the product code.'} {...text('installCommand')} />
      <Entry label="Uninstall command" wide placeholder={usual ? 'the usual one, where there is one' : 'none: the software cannot be removed by a task'} {...text('uninstallCommand')} />
      <Entry label="Name on the computer" hint="As the system's own list of software calls it." {...text('softwareName')} />
      <Entry label="Time limit, seconds" type="number" placeholder="3600" value={draft.timeLimitSeconds} errors={errors['timeLimitSeconds']} change={(timeLimitSeconds) => change((old) => ({ ...old, timeLimitSeconds }))} />
      <Entry label="Runs as" value={draft.runAs ?? 'System'} choices={accounts} errors={errors['runAs']} change={(value) => change((old) => ({ ...old, runAs: value as NonNullable<typeof old.runAs> }))} />
      <Entry label="Restarts the computer" value={draft.restart ?? ''} choices={draft.restart ? restarts : [['', 'as usual'], ...restarts]} errors={errors['restart']} change={(value) => change((old) => ({ ...old, restart: (value || null) as typeof old.restart }))} />
      <Entry label="Working directory" placeholder="the content's folder" {...text('workingDirectory')} />
      {(/\.msi$/i.test(draft.text.innerPath || fileName) || draft.text.productCode || draft.text.upgradeCode) && (
        <>
          <Entry label="Product code" {...text('productCode')} />
          <Entry label="Upgrade code" {...text('upgradeCode')} />
        </>
      )}
      <Variables {...{ draft, change, errors }} />
    </Section>
  );
}

function choicesOf(installers: string[], chosen: string): [string, string][] {
  const known = chosen && !installers.includes(chosen) ? [chosen, ...installers] : installers;
  return [['', 'none: the command says what to run'], ...known.map((path): [string, string] => [path, path])];
}

function Variables({ draft, change, errors }: Pick<FormProps, 'draft' | 'change' | 'errors'>) {
  const set = (i: number, part: Partial<{ name: string; value: string }>) =>
    change((old) => ({ ...old, environment: old.environment.map((one, at) => (at === i ? { ...one, ...part } : one)) }));
  return (
    <fieldset className="lines wide">
      <legend>Environment</legend>
      {draft.environment.map((one, i) => (
        <p key={i} className="pair">
          <input aria-label={`Name of variable ${i + 1}`} placeholder="NAME" value={one.name} onChange={(event) => set(i, { name: event.target.value })} />
          <input aria-label={`Value of variable ${i + 1}`} placeholder="value" value={one.value} onChange={(event) => set(i, { value: event.target.value })} />
          <button type="button" className="quiet" onClick={() => change((old) => ({ ...old, environment: old.environment.filter((_, at) => at !== i) }))}>
            Remove
          </button>
        </p>
      ))}
      {errors['environment'] && <small className="wrong">{errors['environment'].join(' ')}</small>}
      <button type="button" onClick={() => change((old) => ({ ...old, environment: [...old.environment, { name: '', value: '' }] }))}>
        Add a variable
      </button>
    </fieldset>
  );
}

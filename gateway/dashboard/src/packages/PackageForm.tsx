import { useReading } from '../gateway/reading';
import type { ContentReading, Folder, Page, PackageKind } from '../gateway/types';
import { Entry, Section, Ticks } from '../parts/Entry';
import { size } from '../parts/Time';
import { CommandFields } from './CommandFields';
import { ConditionFields } from './ConditionFields';
import type { Draft, TextName } from './draft';
import { meanings, usualCodes } from './draft';
import { PackagePicker } from './PackagePicker';
import { ProgramFields } from './ProgramFields';
import { processors, systems } from './words';

export interface FormProps {
  draft: Draft;
  change: (how: (draft: Draft) => Draft) => void;
  errors: Record<string, string[]>;
  kind: PackageKind;
  fileName: string;
  /** What the content says of itself; undefined until it was read. */
  reading?: ContentReading | undefined;
  /** The package that is edited; none at a registration. */
  packageId?: string;
}

const codeWords = { success: 'Success', restartNeeded: 'Success, restart needed', restarting: 'Success, restarting', retryLater: 'Try again later' };

/** All attributes of a package, in parts; those that most packages do without are closed. */
export function PackageForm(props: FormProps) {
  const { draft, change, errors, kind, packageId } = props;
  const folders = useReading<Page<Folder>>('packages/folders?limit=1000');
  const at = (...prefixes: string[]) => Object.keys(errors).some((field) => prefixes.some((prefix) => field === prefix || field.startsWith(`${prefix}.`)));
  const set = (name: TextName) => (value: string) => change((old) => ({ ...old, text: { ...old.text, [name]: value } }));
  const text = (name: TextName) => ({ value: draft.text[name], change: set(name), errors: errors[name] });
  const codes = meanings.filter((meaning) => draft.exitCodes[meaning]);
  const software = kind !== 'Files';
  return (
    <>
      <Section title="General" open>
        <Entry label="Name" required {...text('name')} />
        <Entry label="Version" {...text('softwareVersion')} />
        <Entry label="Publisher" {...text('publisher')} />
        <Entry label="Folder" placeholder="none, at the top" hint="Folders parted by '/', such as Office/Editors." offered={folders.value?.items.map((folder) => folder.path).filter(Boolean)} {...text('folder')} />
        <Entry label="Description" wide lines={2} {...text('description')} />
        <Ticks title="Operating systems" choices={systems} chosen={draft.operatingSystems ?? []} change={(operatingSystems) => change((old) => ({ ...old, operatingSystems }))} errors={errors['operatingSystems']} hint="None is any." />
        <Ticks title="Processors" choices={processors} chosen={draft.architectures ?? []} change={(architectures) => change((old) => ({ ...old, architectures }))} errors={errors['architectures']} hint="None is any." />
        {!software && <Entry label="Folder on the computer" required wide placeholder="/opt/tools or C:\Tools" {...text('destinationFolder')} hint={/\.zip$/i.test(props.fileName) ? 'The .zip is unpacked there.' : undefined} />}
      </Section>
      {software && <CommandFields {...props} />}
      <ConditionFields {...props} />
      {software && (
        <Section title="Exit codes" said={codes.length > 0 ? `a table of its own, ${codes.length} of 4 meanings` : "the platform's table"} wrong={at('exitCodes')}>
          <p className="wide faint">What no list holds is a failure. Leave all four empty for the platform's own table.</p>
          {meanings.map((meaning) => (
            <Entry key={meaning} label={codeWords[meaning]} value={draft.exitCodes[meaning]} placeholder={codes.length === 0 ? usualCodes[meaning] : 'none'} errors={errors[`exitCodes.${meaning}`]} change={(value) => change((old) => ({ ...old, exitCodes: { ...old.exitCodes, [meaning]: value } }))} />
          ))}
          {errors['exitCodes'] && <small className="wrong wide">{errors['exitCodes'].join(' ')}</small>}
        </Section>
      )}
      <ProgramFields {...props} />
      <Section title="Dependencies" said={linked(draft)} wrong={at('dependsOn', 'supersedes')}>
        <PackagePicker title="Installed first" except={packageId} chosen={draft.dependsOn ?? []} change={(dependsOn) => change((old) => ({ ...old, dependsOn }))} errors={errors['dependsOn']} />
        <PackagePicker title="Takes the place of" except={packageId} chosen={draft.supersedes ?? []} change={(supersedes) => change((old) => ({ ...old, supersedes }))} errors={errors['supersedes']} />
      </Section>
      <Section title="Notes" said={draft.text.notes ? size(new Blob([draft.text.notes]).size) : 'none'} wrong={at('notes')}>
        <Entry label="For the operators" wide lines={5} {...text('notes')} />
      </Section>
    </>
  );
}

function linked(draft: Draft): string {
  const first = draft.dependsOn?.length ?? 0;
  const replaced = draft.supersedes?.length ?? 0;
  return [first && `${first} installed first`, replaced && `takes the place of ${replaced}`].filter(Boolean).join(', ') || 'none';
}

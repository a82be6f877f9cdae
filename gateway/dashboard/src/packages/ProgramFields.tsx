import type { ExternalProgram } from '../gateway/types';
import { Entry, Section } from '../parts/Entry';
import type { FormProps } from './PackageForm';

const moments = { before: 'Before the installation', after: 'After the installation', onError: 'When the installation fails' } as const;
const onError = [['Abort', 'the task fails on this computer'], ['Continue', 'the task goes on']] as const;
const onTimeOut = [['Fail', 'counts as its error'], ['Continue', 'the task goes on']] as const;

/** Programs of the operator's own, around the installation. */
export function ProgramFields({ draft, change, errors }: FormProps) {
  const given = Object.values(draft.programs).filter((program) => program.command).length;
  const wrong = Object.keys(errors).some((field) => field.startsWith('externalPrograms'));
  const set = (when: keyof typeof moments, part: Partial<ExternalProgram>) =>
    change((old) => ({ ...old, programs: { ...old.programs, [when]: { ...old.programs[when], ...part } } }));
  return (
    <Section title="External programs" said={given === 0 ? 'none' : `${given} of 3`} wrong={wrong}>
      {(Object.keys(moments) as (keyof typeof moments)[]).map((when) => {
        const program = draft.programs[when];
        return (
          <fieldset key={when} className="wide fields">
            <Entry label={moments[when]} wide placeholder="none; a path with its arguments" value={program.command} errors={errors[`externalPrograms.${when}.command`] ?? errors[`externalPrograms.${when}`]} change={(command) => set(when, { command })} />
            {program.command && (
              <>
                <Entry label="If it fails" choices={onError} value={program.onError} change={(value) => set(when, { onError: value as ExternalProgram['onError'] })} />
                <Entry label="Time limit, seconds" type="number" hint="0 waits for ever." value={String(program.timeLimitSeconds)} errors={errors[`externalPrograms.${when}.timeLimitSeconds`]} change={(value) => set(when, { timeLimitSeconds: Number(value) })} />
                {program.timeLimitSeconds > 0 && <Entry label="If it takes longer" choices={onTimeOut} value={program.onTimeOut} change={(value) => set(when, { onTimeOut: value as ExternalProgram['onTimeOut'] })} />}
              </>
            )}
          </fieldset>
        );
      })}
    </Section>
  );
}

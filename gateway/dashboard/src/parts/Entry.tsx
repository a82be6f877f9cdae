import { useId } from 'react';
import type { ReactNode } from 'react';

interface Props {
  label: string;
  value: string;
  change: (value: string) => void;
  hint?: ReactNode;
  errors?: string[] | undefined;
  type?: string;
  placeholder?: string | undefined;
  required?: boolean;
  wide?: boolean;
  /** More than one line. */
  lines?: number;
  /** Choices instead of free text: value and what is read. */
  choices?: readonly (readonly [string, string])[];
  /** Texts that are offered while one types. */
  offered?: readonly string[] | undefined;
}

/** A labelled line of a form whose value the form holds, with its hint and what the server said against it. */
export function Entry({ label, value, change, hint, errors, type = 'text', placeholder, required = false, wide = false, lines, choices, offered }: Props) {
  const id = useId();
  const common = { id, value, required, 'aria-invalid': errors ? true : undefined, 'aria-describedby': hint || errors ? `${id}-said` : undefined } as const;
  return (
    <div className={wide ? 'field wide' : 'field'}>
      <label htmlFor={id}>
        {label}
        {required && <span className="faint"> (needed)</span>}
      </label>
      {choices ? (
        <select {...common} onChange={(event) => change(event.target.value)}>
          {choices.map(([key, said]) => (
            <option key={key} value={key}>
              {said}
            </option>
          ))}
        </select>
      ) : lines ? (
        <textarea {...common} rows={lines} placeholder={placeholder} onChange={(event) => change(event.target.value)} />
      ) : (
        <input {...common} type={type} placeholder={placeholder} list={offered ? `${id}-offered` : undefined} onChange={(event) => change(event.target.value)} />
      )}
      {offered && (
        <datalist id={`${id}-offered`}>
          {offered.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
      {(hint || errors) && (
        <small id={`${id}-said`} className={errors ? 'wrong' : ''}>
          {errors ? errors.join(' ') : hint}
        </small>
      )}
    </div>
  );
}

interface TicksProps {
  title: string;
  choices: readonly (readonly [string, string])[];
  chosen: string[];
  change: (chosen: string[]) => void;
  errors?: string[] | undefined;
  hint?: string;
}

/** Boxes of which any number may be ticked; none at all is any. */
export function Ticks({ title, choices, chosen, change, errors, hint }: TicksProps) {
  return (
    <fieldset className="field ticks">
      <legend>{title}</legend>
      <div>
        {choices.map(([key, said]) => (
          <label key={key}>
            <input type="checkbox" checked={chosen.includes(key)} onChange={(event) => change(event.target.checked ? [...chosen, key] : chosen.filter((one) => one !== key))} />
            {said}
          </label>
        ))}
      </div>
      {(hint || errors) && <small className={errors ? 'wrong' : ''}>{errors?.join(' ') ?? hint}</small>}
    </fieldset>
  );
}

/** A part of a long form that may stay closed; closed, it says in a few words what is in it. */
export function Section({ title, said, wrong = false, open = false, children }: { title: string; said?: string; wrong?: boolean; open?: boolean; children: ReactNode }) {
  return (
    <details className="part" open={open || wrong || undefined}>
      <summary>
        <span>{title}</span>
        {wrong ? <span className="wrong">to be corrected</span> : said && <span className="faint">{said}</span>}
      </summary>
      <div className="fields">{children}</div>
    </details>
  );
}

import { useId } from 'react';

interface Props {
  name: string;
  label: string;
  initial?: string;
  placeholder?: string;
  hint?: string | undefined;
  type?: string;
  required?: boolean;
  wide?: boolean;
  errors?: string[] | undefined;
}

/** A labelled line of a form, with its hint and what the server said against it. */
export function Field({ name, label, initial = '', placeholder, hint, type = 'text', required = false, wide = false, errors }: Props) {
  const id = useId();
  const said = [hint, ...(errors ?? [])].filter(Boolean).join(' ');
  return (
    <p className={wide ? 'field wide' : 'field'}>
      <label htmlFor={id}>
        {label}
        {required && <span className="faint"> (needed)</span>}
      </label>
      <input id={id} name={name} type={type} defaultValue={initial} placeholder={placeholder} required={required} aria-invalid={errors ? true : undefined} aria-describedby={said ? `${id}-said` : undefined} />
      {said && (
        <small id={`${id}-said`} className={errors ? 'wrong' : ''}>
          {said}
        </small>
      )}
    </p>
  );
}

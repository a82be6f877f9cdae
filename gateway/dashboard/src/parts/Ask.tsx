import { useId, useRef } from 'react';
import type { ReactNode } from 'react';

interface Props {
  /** What the button says that opens the question. */
  label: string;
  title: string;
  /** What will happen, in full. */
  children: ReactNode;
  /** What the button says that does it. */
  confirm?: string;
  act: () => void;
  disabled?: boolean;
  look?: string;
}

/** A button whose deed cannot be undone: it asks first, in the browser's own dialog, which keeps the keyboard inside and ends with Escape. */
export function Ask({ label, title, children, confirm = label, act, disabled = false, look = '' }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const close = () => dialog.current?.close();
  return (
    <>
      <button type="button" className={look} disabled={disabled} onClick={() => dialog.current?.showModal()}>
        {label}
      </button>
      <dialog ref={dialog} aria-labelledby={id} onClick={(event) => event.target === dialog.current && close()}>
        <form method="dialog">
          <h2 id={id}>{title}</h2>
          <div className="said">{children}</div>
          <div className="actions">
            <button type="button" className="primary" onClick={() => { close(); act(); }}>
              {confirm}
            </button>
            <button type="button" onClick={close}>
              Back
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}

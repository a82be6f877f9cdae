import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';

/** A page's title, which takes the focus when the page opens so that a screen reader says where one is; and its actions. */
export function Head({ title, under, children }: { title: string; under?: ReactNode; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Distribution`;
  }, [title]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <header className="head">
      <div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {under && <p>{under}</p>}
      </div>
      {children && <div className="actions">{children}</div>}
    </header>
  );
}

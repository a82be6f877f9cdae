import { useState } from 'react';
import type { ReactNode } from 'react';
import { useListing, useReading } from '../gateway/reading';
import type { ListedPackage, Package } from '../gateway/types';

interface Props {
  title?: string;
  chosen: string[];
  change: (chosen: string[]) => void;
  /** The package that is edited, which cannot name itself. */
  except?: string | undefined;
  errors?: string[] | undefined;
  /** Shows the latest packages before anything is typed. */
  browse?: boolean;
  /** One package at the most: there is no search beside a chosen one. */
  single?: boolean;
  /** What is asked of each chosen package. */
  children?: (id: string) => ReactNode;
}

const most = 8;

/** Packages by their names: what is typed is looked for in the catalogue, since it is too long for a list. */
export function PackagePicker({ title, chosen, change, except, errors, browse = false, single = false, children }: Props) {
  const [wanted, setWanted] = useState('');
  return (
    <fieldset className="lines wide">
      {title && <legend>{title}</legend>}
      {chosen.map((id) => (
        <div className="line" key={id}>
          <Named id={id} />
          {children?.(id)}
          <button type="button" className="quiet" onClick={() => change(chosen.filter((one) => one !== id))}>
            Remove
          </button>
        </div>
      ))}
      {errors && <small className="wrong">{errors.join(' ')}</small>}
      {!(single && chosen.length > 0) && (
        <>
          <input type="search" aria-label={`Add a package${title ? `: ${title}` : ''}`} placeholder="Add a package by its name" value={wanted} onChange={(event) => setWanted(event.target.value)} />
          {(wanted.trim() || browse) && <Found search={wanted} except={[...chosen, except]} choose={(id) => { change([...chosen, id]); setWanted(''); }} />}
        </>
      )}
    </fieldset>
  );
}

/** A package's name by its id; a removed one only has its id left. */
export function Named({ id }: { id: string }) {
  const { value, problem } = useReading<Package>(`packages/${id}`);
  if (problem) return <span className="faint">{problem.status === 404 ? `removed package ${id}` : id}</span>;
  return (
    <a href={`#/packages/${id}`}>
      {value?.name ?? '…'} <span className="faint">{value?.softwareVersion}</span>
    </a>
  );
}

function Found({ search, except, choose }: { search: string; except: (string | undefined)[]; choose: (id: string) => void }) {
  const { items, problem } = useListing<ListedPackage>(search.trim() ? `packages?search=${encodeURIComponent(search.trim())}` : 'packages?sort=-edited', most + except.length);
  const found = items?.filter((item) => !except.includes(item.id)).slice(0, most);
  if (problem) return <small className="wrong">{problem.message}</small>;
  return (
    <ul className="found">
      {found?.length === 0 && <li className="faint">No other package is found by that.</li>}
      {found?.map((item) => (
        <li key={item.id}>
          <button type="button" onClick={() => choose(item.id)}>
            {item.name} <span className="faint">{item.softwareVersion}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

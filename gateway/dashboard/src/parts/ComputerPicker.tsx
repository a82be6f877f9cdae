import { useState } from 'react';
import { useListing } from '../gateway/reading';
import type { Computer } from '../gateway/types';

interface Named { id: string; name: string }

const most = 8;

/** Computers by their names: what is typed is looked for, since there are too many for a list. */
export function ComputerPicker({ title, chosen, change }: { title: string; chosen: Named[]; change: (chosen: Named[]) => void }) {
  const [wanted, setWanted] = useState('');
  return (
    <fieldset className="lines wide">
      <legend>{title}</legend>
      {chosen.length > 0 && (
        <ul className="picked">
          {chosen.map((one) => (
            <li key={one.id}>
              {one.name}
              <button type="button" className="quiet" aria-label={`Take ${one.name} away`} onClick={() => change(chosen.filter((other) => other.id !== one.id))}>
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <input type="search" aria-label={`Add to ${title}`} placeholder="Add a computer by a part of its name" value={wanted} onChange={(event) => setWanted(event.target.value)} />
      {wanted.trim() && <Found wanted={wanted} except={chosen} choose={(one) => { change([...chosen, one]); setWanted(''); }} />}
    </fieldset>
  );
}

function Found({ wanted, except, choose }: { wanted: string; except: Named[]; choose: (one: Named) => void }) {
  const search = `name contains "${wanted.trim().replace(/[\\"]/g, '\\$&')}"`;
  const { items, problem } = useListing<Computer>(`computers?search=${encodeURIComponent(search)}`, Math.min(1000, most + except.length));
  if (problem) return <small className="wrong">{problem.message}</small>;
  const found = items?.filter((item) => !except.some((one) => one.id === item.id)).slice(0, most);
  return (
    <ul className="found">
      {found?.length === 0 && <li className="faint">No other computer is found by that.</li>}
      {found?.map((item) => (
        <li key={item.id}>
          <button type="button" onClick={() => choose({ id: item.id, name: item.name })}>
            {item.name}
          </button>
        </li>
      ))}
    </ul>
  );
}

import { useState } from 'react';
import type { FormEvent } from 'react';
import type { SavedSearch } from '../gateway/fleet';
import { newId } from '../gateway/newId';
import { useListing } from '../gateway/reading';
import { request } from '../gateway/request';
import { Trouble } from '../parts/Notice';
import { useDeed } from '../parts/useDeed';
import { go, narrow } from '../route';

/** Searches that are kept under names: chosen, saved, turned into an ID group, taken away. */
export function Views({ query, asked }: { query: URLSearchParams; asked: string }) {
  const views = useListing<SavedSearch>('searches', 1000);
  const { busy, problem, act } = useDeed(views.reload);
  const [naming, setNaming] = useState(false);
  const here = views.items?.find((view) => view.search === asked);
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name'));
    if (await act(() => request(`searches/${newId()}`, { method: 'PUT', body: { name, search: asked } }))) setNaming(false);
  };
  return (
    <>
      <select aria-label="Saved views" value={here?.id ?? ''} onChange={(event) => narrow({ search: views.items?.find((view) => view.id === event.target.value)?.search ?? '', os: '', contact: '' })}>
        <option value="">{views.items?.length ? 'Saved views' : 'No saved views'}</option>
        {views.items?.map((view) => (
          <option key={view.id} value={view.id}>
            {view.name}
          </option>
        ))}
      </select>
      {asked && !here && !naming && query.get('contact') !== 'fenced' && <button onClick={() => setNaming(true)}>Save view</button>}
      {naming && (
        <form className="inline" onSubmit={save}>
          <input name="name" aria-label="Name of the view" placeholder="Name of the view" required maxLength={256} autoFocus />
          <button className="primary" disabled={busy}>
            Save
          </button>
          <button type="button" onClick={() => setNaming(false)}>
            Back
          </button>
        </form>
      )}
      {here && (
        <>
          <button disabled={busy} title="Its members follow the search from then on" onClick={() => void act(() => request(`searches/${here.id}/group`, { method: 'PUT' })).then((fine) => fine && go(`groups/${here.groupId}`))}>
            Make it an ID group
          </button>
          <button className="quiet" disabled={busy} onClick={() => void act(() => request(`searches/${here.id}`, { method: 'DELETE' }))}>
            Forget view
          </button>
        </>
      )}
      {problem && <Trouble problem={problem} />}
    </>
  );
}

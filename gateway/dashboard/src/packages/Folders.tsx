import { useEffect } from 'react';
import { useReading } from '../gateway/reading';
import type { Folder, Page } from '../gateway/types';
import { narrow } from '../route';

/** The tree of folders; choosing one narrows the list to what lies in it and below it. */
export function Folders({ chosen, turn }: { chosen: string; turn: number }) {
  const { value, reload } = useReading<Page<Folder>>('packages/folders?limit=1000');
  useEffect(() => {
    if (turn > 0) reload();
  }, [turn, reload]);
  const folders = value?.items.filter((folder) => folder.path) ?? [];
  if (folders.length === 0) return null;
  const open = (folder: Folder) => folder.depth === 1 || isWithin(chosen, parentOf(folder.path));
  return (
    <div className="folders" role="navigation" aria-label="Folders">
      <button aria-current={chosen === '' || undefined} onClick={() => narrow({ folder: '' })}>
        <span>All packages</span>
        <span className="faint">{value?.items.find((folder) => folder.path === '')?.within ?? ''}</span>
      </button>
      {folders.filter(open).map((folder) => (
        <button key={folder.path} style={{ paddingInlineStart: `${10 + 14 * (folder.depth - 1)}px` }} aria-current={same(chosen, folder.path) || undefined} onClick={() => narrow({ folder: folder.path })}>
          <span>{folder.name}</span>
          <span className="faint">{folder.within}</span>
        </button>
      ))}
    </div>
  );
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

const parentOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));

const isWithin = (path: string, folder: string) => same(path, folder) || path.toLowerCase().startsWith(`${folder.toLowerCase()}/`);

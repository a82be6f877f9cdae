import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useMemo, useRef } from 'react';
import type { CSSProperties } from 'react';
import type { Computer } from '../gateway/types';
import type { Column } from './columns';

const rowHeight = 38;
const readAhead = 400;
const gap = 16;

/** As many rows as fit the screen, of however many there are; the next page is read before its rows are reached. */
export function ComputerTable({ computers, columns, more }: { computers: Computer[]; columns: Column[]; more: (() => void) | undefined }) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: computers.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 10 });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last > computers.length - readAhead) more();
  }, [more, last, computers.length]);
  const template = useMemo(() => ({
    gridTemplateColumns: columns.map(({ key, width }) => (key === 'name' ? `minmax(${width}px, 1fr)` : `${width}px`)).join(' '),
    minWidth: columns.reduce((sum, { width }) => sum + width + gap, gap),
  }), [columns]);
  return (
    <div ref={box} className="fleet" role="table" aria-label="Computers" aria-rowcount={more ? -1 : computers.length + 1} tabIndex={0} style={{ '--rows': `${rows.getTotalSize() + rowHeight + 4}px` } as CSSProperties}>
      <div role="rowgroup" className="fleet-head" style={{ minWidth: template.minWidth }}>
        <div role="row" aria-rowindex={1} style={template}>
          {columns.map(({ key, name }) => (
            <span key={key} role="columnheader">
              {name}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="fleet-body" style={{ height: rows.getTotalSize(), minWidth: template.minWidth }}>
        {shown.map(({ index, start, key }) => (
          <Row key={key} computer={computers[index]!} columns={columns} template={template} index={index} start={start} />
        ))}
      </div>
    </div>
  );
}

// Scrolling moves the window over the rows by a few at a time; those that stay in it are not drawn again.
const Row = memo(function Row({ computer, columns, template, index, start }: { computer: Computer; columns: Column[]; template: CSSProperties; index: number; start: number }) {
  return (
    <div role="row" aria-rowindex={index + 2} className="fleet-row" style={{ ...template, transform: `translateY(${start}px)` }}>
      {columns.map((column) => (
        <span key={column.key} role="cell" className={`cell ${column.key}`}>
          {column.cell(computer)}
        </span>
      ))}
    </div>
  );
});

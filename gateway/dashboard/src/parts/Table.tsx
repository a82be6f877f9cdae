import type { ReactNode } from 'react';

export interface Column<T> {
  name: string;
  cell: (item: T) => ReactNode;
  /** Numbers stand to the right. */
  number?: boolean;
}

/** Rows and columns of a report. Where it is wider than the screen it scrolls by itself, by keyboard too. */
export function Table<T>({ label, columns, rows, keyOf }: { label: string; columns: Column<T>[]; rows: T[]; keyOf: (item: T) => string }) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" className={column.number ? 'number' : undefined}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.name} className={column.number ? 'number' : undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

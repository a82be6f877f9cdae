import { narrow } from '../route';
import { columns, columnsSaid } from './columns';

/** Which columns the table shows; they stand in the address. */
export function ColumnChoice({ chosen }: { chosen: string[] }) {
  return (
    <details className="drop-down">
      <summary className="button">Columns</summary>
      <div className="panel">
        {columns.filter(({ key }) => key !== 'name').map(({ key, name }) => (
          <label key={key} className="check">
            <input type="checkbox" checked={chosen.includes(key)} onChange={(event) => narrow({ columns: columnsSaid(event.target.checked ? [...chosen, key] : chosen.filter((one) => one !== key)) })} />
            {name}
          </label>
        ))}
      </div>
    </details>
  );
}

import { countOf, lookOf, order, wordOf } from '../gateway/states';
import type { Counts, ExecutionState } from '../gateway/types';
import { State } from '../parts/State';

/** The states that occur, with their counts; one of them may be chosen. */
export function StateFilter({ counts, chosen, choose }: { counts: Counts; chosen: ExecutionState | null; choose: (state: ExecutionState | null) => void }) {
  const shown = order.filter((state) => countOf(counts, state) > 0 || state === chosen);
  if (shown.length < 2 && !chosen) return null;
  return (
    <div className="filter" role="group" aria-label="Show computers by state">
      <button aria-pressed={chosen === null} onClick={() => choose(null)}>
        All
      </button>
      {shown.map((state) => (
        <button key={state} aria-pressed={chosen === state} onClick={() => choose(chosen === state ? null : state)}>
          <State look={lookOf[state]}>{wordOf[state]}</State> <b>{countOf(counts, state).toLocaleString('en')}</b>
        </button>
      ))}
    </div>
  );
}

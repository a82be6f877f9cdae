import { useCallback, useState } from 'react';
import { Problem } from '../gateway/request';

/** Something that is asked of the gateway: whether it is under way, and what went wrong the last time. */
export function useDeed(done?: () => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const act = useCallback(
    async (deed: () => Promise<unknown>): Promise<boolean> => {
      setBusy(true);
      setProblem(undefined);
      try {
        await deed();
        done?.();
        return true;
      } catch (fault) {
        setProblem(fault instanceof Problem ? fault : new Problem(0, String(fault)));
        return false;
      } finally {
        setBusy(false);
      }
    },
    [done],
  );
  return { busy, problem, act, refuse: setProblem };
}

import { useEffect, useRef } from 'react';

/** Reads on when it comes into view; a button as well, for whoever does not scroll. */
export function More({ more }: { more: (() => void) | undefined }) {
  const here = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!more || !here.current) return;
    const watcher = new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && more(), { rootMargin: '400px' });
    watcher.observe(here.current);
    return () => watcher.disconnect();
  }, [more]);
  return more ? (
    <button ref={here} className="more" onClick={more}>
      Show more
    </button>
  ) : null;
}

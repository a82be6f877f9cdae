/** Views of one thing; which one is open stands in the address. */
export function Tabs({ label, path, tabs, open }: { label: string; path: string; tabs: readonly (readonly [string, string])[]; open: string }) {
  return (
    <ul className="tabs" aria-label={label}>
      {tabs.map(([key, name], i) => (
        <li key={key}>
          <a href={`#/${path}${i === 0 ? '' : `?tab=${key}`}`} aria-current={open === key ? 'true' : undefined}>
            {name}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The view that the address asks for, or the first. */
export function tabOf(query: URLSearchParams, tabs: readonly (readonly [string, string])[]): string {
  const wanted = query.get('tab');
  return tabs.some(([key]) => key === wanted) ? wanted! : tabs[0]![0];
}

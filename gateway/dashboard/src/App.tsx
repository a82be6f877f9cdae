import { useLive, useStream } from './gateway/changes';
import { Computers } from './computers/Computers';
import { ComputerPage } from './computers/ComputerPage';
import { GroupPage } from './groups/GroupPage';
import { Groups } from './groups/Groups';
import { Overview } from './overview/Overview';
import { EditPackage } from './packages/EditPackage';
import { PackagePage } from './packages/PackagePage';
import { Packages } from './packages/Packages';
import { Empty } from './parts/Notice';
import { useRoute } from './route';
import { NewTask } from './tasks/NewTask';
import { TaskPage } from './tasks/TaskPage';

const places = [
  { path: '', name: 'Overview' },
  { path: 'packages', name: 'Packages' },
  { path: 'computers', name: 'Computers' },
  { path: 'groups', name: 'ID groups' },
];

export function App() {
  const { parts, query } = useRoute();
  useStream(parts[0] === 'tasks' && parts[1] !== 'new' ? parts[1] : undefined);
  const place = parts[0] === 'tasks' ? '' : (parts[0] ?? '');
  return (
    <>
      <a className="skip" href="#content" onClick={(event) => { event.preventDefault(); document.getElementById('content')?.focus(); }}>
        Skip to content
      </a>
      <nav aria-label="Main">
        <a className="mark" href="#/">
          Distribution
        </a>
        <ul>
          {places.map(({ path, name }) => (
            <li key={path}>
              <a href={`#/${path}`} aria-current={place === path ? 'page' : undefined}>
                {name}
              </a>
            </li>
          ))}
        </ul>
        <Live />
      </nav>
      <main id="content" tabIndex={-1} key={parts.join('/')}>
        <Content parts={parts} query={query} />
      </main>
    </>
  );
}

function Content({ parts: [noun, id, verb], query }: { parts: string[]; query: URLSearchParams }) {
  switch (noun) {
    case undefined:
      return <Overview />;
    case 'tasks':
      if (id === 'new') return <NewTask packageId={query.get('package')} />;
      return id ? <TaskPage id={id} /> : <Overview />;
    case 'packages':
      if (id && verb === 'edit') return <EditPackage id={id} />;
      return id ? <PackagePage id={id} revision={query.get('revision')} /> : <Packages query={query} />;
    case 'computers':
      return id ? <ComputerPage id={id} /> : <Computers />;
    case 'groups':
      return id ? <GroupPage id={id} /> : <Groups />;
    default:
      return <Empty title="There is no such page">The address may have been cut off on its way here.</Empty>;
  }
}

function Live() {
  const live = useLive();
  return (
    <span className={live ? 'live on' : 'live'} role="status">
      <i aria-hidden="true" />
      {live ? 'Live' : 'Connecting'}
    </span>
  );
}

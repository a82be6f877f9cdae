import { Suspense, useEffect, useRef } from 'react';
import { Me } from './access/Me';
import { useMay } from './access/session';
import { useLive, useStream } from './gateway/changes';
import { useReading } from './gateway/reading';
import { Fenced } from './parts/Fenced';
import { Empty, Loading } from './parts/Notice';
import { places } from './pages';
import type { Place } from './pages';
import { useRoute } from './route';

const isId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export function App() {
  const { parts, query } = useRoute();
  const [noun = '', id, verb] = parts;
  useStream(noun === 'tasks' && id && isId.test(id) ? id : undefined);
  const may = useMay();
  const place = places.find(({ path }) => path === noun);
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
          {places.filter((one) => one === place || !one.may || may(one.may)).map((one) => (
            <Entry key={one.path} place={one} here={one === place} />
          ))}
        </ul>
        <div className="foot">
          <Live />
          <Me />
        </div>
      </nav>
      <main id="content" tabIndex={-1} key={parts.join('/')}>
        <Fenced>
          <Suspense fallback={<Loading lines={8} />}>
            {place ? <place.page id={id} verb={verb} query={query} /> : <Empty title="There is no such page">The address may have been cut off on its way here.</Empty>}
          </Suspense>
        </Fenced>
      </main>
    </>
  );
}

function Entry({ place, here }: { place: Place; here: boolean }) {
  return place.needs ? <Conditional place={place} needs={place.needs} here={here} /> : <Way place={place} here={here} />;
}

function Conditional({ place, needs, here }: { place: Place; needs: string; here: boolean }) {
  const { value } = useReading<unknown>(needs);
  return value === undefined && !here ? null : <Way place={place} here={here} />;
}

function Way({ place, here }: { place: Place; here: boolean }) {
  const first = places.find(({ group }) => group === place.group) === place;
  const way = useRef<HTMLLIElement>(null);
  // On a phone the places stand in one line that scrolls.
  useEffect(() => {
    if (here) way.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [here]);
  return (
    <li ref={way} className={first ? 'first' : undefined}>
      <a href={`#/${place.path}`} aria-current={here ? 'page' : undefined}>
        {place.name}
      </a>
    </li>
  );
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

import type { ContentReading } from '../gateway/types';
import { families, formats, saidAll, systems } from './words';

const languages = new Intl.DisplayNames('en', { type: 'language' });

// Windows' numbers of the languages that installers name most.
const tags: Record<string, string> = {
  1033: 'en-US', 2057: 'en-GB', 1031: 'de', 1036: 'fr', 1040: 'it', 1034: 'es', 3082: 'es', 1041: 'ja', 1042: 'ko', 2052: 'zh-CN', 1028: 'zh-TW', 1046: 'pt-BR',
  2070: 'pt-PT', 1049: 'ru', 1043: 'nl', 1045: 'pl', 1053: 'sv', 1030: 'da', 1044: 'nb', 1035: 'fi', 1029: 'cs', 1038: 'hu', 1055: 'tr', 1032: 'el', 1037: 'he', 1025: 'ar',
};

/** What was read in the file, of which the form below is filled; and what of it has no field of its own. */
export function ReadingNote({ reading }: { reading: ContentReading }) {
  const facts: [string, string | null | undefined][] = [
    ['Made by', reading.installerFamily && families[reading.installerFamily]],
    ['Built for', reading.builtFor],
    ['Runs on', saidAll(systems, reading.operatingSystems)],
    ['Language', reading.languages?.map((number) => (tags[number] ? languages.of(tags[number]) : number)).join(', ')],
    ['Run by', reading.interpreter],
    ['Installers in it', reading.installers?.length ? String(reading.installers.length) : null],
    ['Requires', reading.dependencies?.join(', ')],
  ];
  return (
    <div className={reading.notReadable ? 'reading warned' : 'reading'} role="note">
      <strong>{formats[reading.format]}</strong>
      {reading.notReadable ? (
        <span className="wrong">It could not be read: {reading.notReadable}. It can be registered, but computers may refuse it as well.</span>
      ) : (
        <dl>
          {facts.filter(([, value]) => value).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

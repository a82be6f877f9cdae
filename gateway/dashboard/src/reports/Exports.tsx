const lists = [
  ['tasks', 'Tasks', 'every task with its figures'],
  ['computers', 'Computers', 'the fleet with agent and last contact'],
  ['stand-by', 'Stand-by', 'what waits for absent computers'],
] as const;

const formats = [['csv', 'CSV'], ['json', 'JSON'], ['ndjson', 'JSON lines']] as const;

/** Lists to take away whole, however long they are; those of one task, computer or ID group are on its page. */
export function Exports() {
  return (
    <>
      <ul className="rows">
        {lists.map(([key, name, what]) => (
          <li key={key} className="row export">
            <strong>{name}</strong>
            <span className="faint">{what}</span>
            <span className="links">
              {formats.map(([format, word]) => (
                <a key={format} href={`/api/reports/exports/${key}?format=${format}`} download aria-label={`${name} as ${word}`}>
                  {word}
                </a>
              ))}
            </span>
          </li>
        ))}
      </ul>
      <p className="hint">The computers of a task and its printed report are on the task's page, the time line and the jobs of a computer on the computer's, the jobs of an ID group on the group's.</p>
    </>
  );
}

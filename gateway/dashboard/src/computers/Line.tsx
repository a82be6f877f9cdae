import { lookOf, outcomeLookOf, wordOf } from '../gateway/states';
import type { Look } from '../gateway/states';
import type { HistoryLine } from '../gateway/types';
import { State } from '../parts/State';

const sentences: Record<string, string> = {
  ComputerEnrolled: 'Enrolled',
  ComputerRemoved: 'Left the platform',
  ComputerJoinedGroup: 'Joined the ID group',
  ComputerLeftGroup: 'Left the ID group',
  ExecutionRequested: 'Was asked for',
  ExecutionProgressed: 'Went on with',
  ActionCompleted: 'Ended an action of',
  ExecutionEnded: 'Ended',
};

// The time line writes states with a small first letter, unlike the other reports.
function named(state: string): string {
  return state.charAt(0).toUpperCase() + state.slice(1);
}

const looks: Record<string, Look> = { ...outcomeLookOf, ...lookOf };
const words: Record<string, string> = wordOf;

/** One line of a computer's history as a sentence. */
export function Line({ line }: { line: HistoryLine }) {
  return (
    <span>
      {sentences[line.what] ?? line.what}{' '}
      {line.taskId && <a href={`#/tasks/${line.taskId}`}>{line.taskName ?? 'a task'}</a>}
      {line.groupId && <a href={`#/groups/${line.groupId}`}>{line.groupName ?? 'an ID group'}</a>}{' '}
      {line.state && <State look={looks[named(line.state)] ?? 'quiet'}>{words[named(line.state)] ?? named(line.state)}</State>}
      {line.attempt !== null && line.attempt > 1 && <span className="faint"> attempt {line.attempt}</span>}
      {line.exitCode !== null && <span className="faint"> exit code {line.exitCode}</span>}
      {line.detail && line.what !== 'ComputerEnrolled' && <span className="detail">{line.detail}</span>}
    </span>
  );
}

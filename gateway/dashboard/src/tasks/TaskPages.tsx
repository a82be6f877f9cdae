import type { PageProps } from '../pages';
import { NewTask } from './NewTask';
import { TaskComputerPage } from './TaskComputerPage';
import { TaskPage } from './TaskPage';
import { Tasks } from './Tasks';
import { Templates } from './Templates';
import '../styles/tasks.css';

/** The tasks, one of them, one of its computers, and the form of a new one. */
export default function TaskPages({ id, verb, query }: PageProps) {
  if (id === 'new') return <NewTask query={query} />;
  if (id === 'templates') return <Templates />;
  if (id && verb) return <TaskComputerPage id={id} computerId={verb} />;
  return id ? <TaskPage id={id} query={query} /> : <Tasks query={query} />;
}

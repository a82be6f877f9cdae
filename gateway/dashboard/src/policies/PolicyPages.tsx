import type { PageProps } from '../pages';
import { Policies } from './Policies';
import { PolicyPage } from './PolicyPage';
import '../styles/tasks.css';
import '../styles/policies.css';

/** The policies of ID groups, and one of them or a new one. */
export default function PolicyPages({ id, query }: PageProps) {
  return id ? <PolicyPage id={id === 'new' ? undefined : id} query={query} /> : <Policies query={query} />;
}

import type { PageProps } from '../pages';
import { GroupPage } from './GroupPage';
import { Groups } from './Groups';
import '../styles/groups.css';

/** The ID groups, and one of them. */
export default function GroupPages({ id, query }: PageProps) {
  return id ? <GroupPage id={id} query={query} /> : <Groups query={query} />;
}

import type { PageProps } from '../pages';
import { SecurityPolicies } from './SecurityPolicies';
import { SecurityPolicyPage } from './SecurityPolicyPage';
import '../styles/tasks.css';
import '../styles/policies.css';

/** What computers must have and must not have, and how they stand to it. */
export default function SecurityPages({ id, query }: PageProps) {
  return id ? <SecurityPolicyPage id={id === 'new' ? undefined : id} query={query} /> : <SecurityPolicies />;
}

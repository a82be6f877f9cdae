import type { SelfRegistration } from '../gateway/fleet';

export const registrationWord: Record<SelfRegistration, string> = { Closed: 'only operators add computers', Open: 'users may register', WithPassword: 'users may register with a password' };

/** Who or what made a computer a member. */
export const joinedWord: Record<string, string> = {
  Administrator: 'by an operator', EnrolmentKey: 'with its enrolment key', Policy: 'by a policy', User: 'by its user', Condition: 'by the condition', NestedGroup: 'through another group',
};

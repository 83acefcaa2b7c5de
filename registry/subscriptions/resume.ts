import { decisionOperation } from '#registry/subscriptions/decide.ts';

/** Resumes a suspended subscription. @throws Problem `subscription.not_found` (404), `subscription.state` (409) */
export const resumeSubscription = decisionOperation('resume', 'Resumes a suspended subscription.');

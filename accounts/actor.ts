import type { Actor } from '#registry/operation.ts';

/** Who acts for people who are not logged in: sign-up, activation, mailed links. */
export const portalItself: Actor = { kind: 'system', name: 'portal' };

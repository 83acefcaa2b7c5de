import type { Grant } from '#identity/grants/grant.ts';

/** RFC 6749 §4.4: the application speaks for itself. No refresh token (§4.4.3). */
export const clientCredentials: Grant = {
  name: 'client_credentials',
  allows: () => true,
  scope: 'requested',
  give: ({ scope }) => ({ accountId: null, scope, giveRefreshToken: null }),
};

import { apiKey } from '#gateway/decide/api-key.ts';
import { bearerToken } from '#gateway/decide/bearer-token.ts';
import { clientId } from '#gateway/decide/client-id.ts';
import { routeOf, type Step } from '#gateway/decide/decision.ts';
import type { SnapshotRoute } from '#gateway/snapshot.ts';

const steps: Readonly<Record<SnapshotRoute['credential'], Step>> = {
  token: bearerToken,
  'client-id': clientId,
  'client-id-and-secret': clientId,
  'api-key': apiKey,
};

/** Establishes who calls, by the kind of credential that the API takes. */
export const credential: Step = (walk) => steps[routeOf(walk).credential](walk);

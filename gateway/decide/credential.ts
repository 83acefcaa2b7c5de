import { bearerToken } from '#gateway/decide/bearer-token.ts';
import { clientId } from '#gateway/decide/client-id.ts';
import { routeOf, type Step } from '#gateway/decide/decision.ts';

/** Establishes who calls, by the kind of credential that the API takes. */
export const credential: Step = (walk) => (routeOf(walk).credential === 'token' ? bearerToken(walk) : clientId(walk));

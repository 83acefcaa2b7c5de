/** How a secret or key stands, for the tables that list them. */
import { limits } from '#base/limits.ts';

type Ending = { readonly expiresAt: string | null; readonly withdrawnAt: string | null };

export type CredentialState = 'live' | 'ending' | 'expired' | 'withdrawn';

/** Its state at the moment `now`. */
export function stateOf({ expiresAt, withdrawnAt }: Ending, now: Date): CredentialState {
  if (withdrawnAt !== null) return 'withdrawn';
  if (expiresAt === null) return 'live';
  const leftMs = new Date(expiresAt).getTime() - now.getTime();
  if (leftMs <= 0) return 'expired';
  return leftMs < limits.secretExpiresSoonMs ? 'ending' : 'live';
}

/** True while it is accepted. */
export function isLive(credential: Ending, now: Date): boolean {
  const state = stateOf(credential, now);
  return state === 'live' || state === 'ending';
}

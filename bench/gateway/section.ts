import type { Stage } from '#bench/gateway/stage.ts';
import type { Jwts } from '#bench/gateway/world.ts';

export type Credentials = { readonly tokens: readonly string[]; readonly jwts: Jwts };

/** One part of the benchmark, runnable alone: starts what it compares, prints its tables and verdicts. */
export type Section = (stage: Stage, credentials: Credentials) => Promise<void>;

/** The world of all sections that do not ask for another one. */
export function ordinaryWorld({ jwts }: Credentials) {
  return { routes: 10, applications: 1000, jwtKey: jwts.key };
}

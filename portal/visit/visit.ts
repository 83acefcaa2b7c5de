/** One request of a person's browser, with all that a page needs to answer it. */
import type { Session } from '#accounts/sessions/session.ts';
import type { Language } from '#base/language.ts';
import type { Actor } from '#registry/operation.ts';
import type { PortalServices } from '#portal/services.ts';
import type { Standing } from '#registry/accounts/standing.ts';
import type { Cookies } from '#portal/visit/cookies.ts';

export type Visit = {
  readonly services: PortalServices;
  readonly request: Request;
  /** The address asked for. */
  readonly url: URL;
  /** The parts of the address that its pattern names. */
  readonly params: Readonly<Record<string, string>>;
  /** The form that was sent, its CSRF token checked; null: none was. */
  readonly form: FormData | null;
  readonly language: Language;
  /** Who is logged in; null: nobody. */
  readonly session: Session | null;
  /** The organisations and providers of who is logged in. */
  readonly standing: Standing | null;
  /** The client's address: for throttles, never for rights. */
  readonly peer: string;
  /** Names the request in the log and on error pages. */
  readonly requestId: string;
  readonly cookies: Cookies;
  /** Gives the token that every form carries. */
  readonly csrfToken: () => string;
};

/** A visit of somebody who is logged in. */
export type AccountVisit = Visit & {
  readonly session: Session;
  readonly standing: Standing;
  /** As whom operations of the registry are run. */
  readonly actor: Actor;
};

/** The part of the address called `name`. */
export function param(visit: Visit, name: string): string {
  return visit.params[name] ?? '';
}

/** The field `name` of the query; empty when it is not there. */
export function query(visit: Visit, name: string): string {
  return visit.url.searchParams.get(name) ?? '';
}

/** The table of pages: what is where, who may come in, who answers. A test walks every line of it in every role. */
import { actorOf } from '#accounts/sessions/session.ts';
import { seeOther } from '#portal/answer.ts';
import { addresses } from '#portal/addresses.ts';
import { Problem } from '#base/problem.ts';
import type { Route } from '#portal/route.ts';
import type { AccountVisit, Visit } from '#portal/visit/visit.ts';

/** Who may come in; what they may do with one thing is decided by the registry's operations. */
export type Access = 'everybody' | 'account' | 'provider' | 'operator';

export type PageRoute = {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly access: Access;
  /** Largest body that it takes. */
  readonly bodyBytes: number | undefined;
  readonly handle: (visit: Visit) => Promise<Response>;
};

type Options = { readonly bodyBytes?: number };
type Method = PageRoute['method'];
type Handler<Given extends Visit> = (visit: Given) => Promise<Response>;

/** A page for everybody, logged in or not. */
export function forEverybody(
  method: Method,
  { pattern }: Route,
  handle: Handler<Visit>,
  options: Options = {},
): PageRoute {
  return { method, path: pattern, access: 'everybody', bodyBytes: options.bodyBytes, handle };
}

/** A page for who is logged in. */
export function forAccounts(
  method: Method,
  route: Route,
  handle: Handler<AccountVisit>,
  options: Options = {},
): PageRoute {
  return restricted('account', method, route, handle, options);
}

/** A page for administrators of a provider, and operators. */
export function forProviders(
  method: Method,
  route: Route,
  handle: Handler<AccountVisit>,
  options: Options = {},
): PageRoute {
  return restricted('provider', method, route, handle, options);
}

/** A page for operators of the instance. */
export function forOperators(
  method: Method,
  route: Route,
  handle: Handler<AccountVisit>,
  options: Options = {},
): PageRoute {
  return restricted('operator', method, route, handle, options);
}

function restricted(
  access: Exclude<Access, 'everybody'>,
  method: Method,
  { pattern }: Route,
  handle: Handler<AccountVisit>,
  options: Options,
): PageRoute {
  return {
    ...{ method, path: pattern, access, bodyBytes: options.bodyBytes },
    handle: async (visit) => {
      const known = asAccount(visit);
      if (known === null) return seeOther(visit, addresses.login.to({ next: returnAddress(visit) }));
      if (!opens(access, known)) throw closed();
      return handle(known);
    },
  };
}

function asAccount(visit: Visit): AccountVisit | null {
  const { session, standing } = visit;
  if (session === null || standing === null) return null;
  return { ...visit, session, standing, actor: actorOf(session) };
}

/** Where the login leads back to: the page itself, or after a form the page that showed it. */
function returnAddress(visit: Visit): string {
  return visit.request.method === 'GET' ? visit.url.pathname + visit.url.search : '';
}

function opens(access: Access, { session, standing }: AccountVisit): boolean {
  if (access === 'operator') return session.operator;
  if (access === 'provider') return session.operator || standing.providers.length > 0;
  return true;
}

function closed(): Problem {
  return new Problem('page.closed', 403, {
    en: 'This page is for others: providers or operators of this portal. If you should be one of them, ask an operator.',
    fr: "Cette page est réservée à d'autres : fournisseurs ou opérateurs du portail. Si vous devez en être, demandez à un opérateur.",
  });
}

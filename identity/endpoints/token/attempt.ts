import type { ProvenClient } from '#identity/clients/authenticate.ts';
import type { Exchange } from '#identity/exchange.ts';
import type { Form } from '#identity/form.ts';
import type { Grant, Granted } from '#identity/grants/grant.ts';
import { isRefusal, type Refusal } from '#identity/refusal.ts';
import type { IssuedToken } from '#identity/tokens/issue.ts';

/** A token request on its way through the steps; each step establishes what the next ones need. */
export type TokenAttempt = {
  readonly exchange: Exchange;
  form?: Form;
  proven?: ProvenClient;
  grant?: Grant;
  scope?: string;
  granted?: Granted;
  issued?: IssuedToken;
  /** Null: the grant gives none. */
  refreshToken?: string | null;
};

/** One step: refuses, or establishes something; at once where nobody has to be asked. */
export type TokenStep = (attempt: TokenAttempt) => MaybeLater<Refusal | null>;

type MaybeLater<Value> = Value | Promise<Value>;
type Outcome = 'form' | 'proven' | 'granted' | 'issued';

/** Gives what an earlier step established. @throws Error when the steps are in the wrong order */
export function established<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('a step of the token request runs before the one that it builds on');
  return value;
}

/** Establishes what a step found, or passes its refusal on. */
export function establish<Name extends Outcome>(
  attempt: TokenAttempt,
  name: Name,
  found: MaybeLater<Required<TokenAttempt>[Name] | Refusal>,
): MaybeLater<Refusal | null> {
  if (found instanceof Promise) return found.then((value) => establish(attempt, name, value));
  if (isRefusal(found)) return found;
  attempt[name] = found;
  return null;
}

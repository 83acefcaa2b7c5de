import { limits } from '#base/limits.ts';
import type { Actor } from '#registry/operation.ts';

/** A browser in which a person is logged in, second factor included. */
export type Session = {
  /** Names it in the list of sessions; opens nothing. */
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly email: string;
  readonly operator: boolean;
  /** Language that the person chose; null: the browser's. */
  readonly language: 'fr' | 'en' | null;
  /** When the person last proved to be there; null: the second factor is still owed, which `readSession` never gives. */
  readonly confirmedAt: Date | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

/** True while the last proof of presence is recent enough to show a secret, or to change how one logs in. */
export function isConfirmed({ confirmedAt }: Pick<Session, 'confirmedAt'>, nowMs: number): boolean {
  return confirmedAt !== null && nowMs - confirmedAt.getTime() < limits.sessionConfirmedMs;
}

/** The person of a session, as operations know who acts. */
export function actorOf(session: Pick<Session, 'accountId' | 'email'>): Actor & { readonly kind: 'account' } {
  return { kind: 'account', accountId: session.accountId, name: session.email };
}

import { generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server';
import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { and, eq } from 'drizzle-orm';
import { passkeys } from '#database/tables.ts';
import { readProof } from '#accounts/second-factors/passkeys/answer.ts';
import { keepChallenge, takeChallenge } from '#accounts/second-factors/passkeys/challenge.ts';
import { relyingParty } from '#accounts/second-factors/passkeys/party.ts';
import type { AccountServices } from '#accounts/services.ts';
import type { Work } from '#registry/operation.ts';

/**
 * Gives what the browser needs to prove a passkey (`navigator.credentials.get`). `accountId` null: any account's; the browser
 * shows which it has.
 */
export async function askForPasskey(
  { portalUrl }: AccountServices,
  work: Work,
  accountId: string | null,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const known =
    accountId === null
      ? []
      : await work.tx
          .select({ id: passkeys.credentialId, transports: passkeys.transports })
          .from(passkeys)
          .where(eq(passkeys.accountId, accountId));
  const rpID = relyingParty(portalUrl).id;
  const options = await generateAuthenticationOptions({ rpID, allowCredentials: known, userVerification: 'required' });
  await keepChallenge(work, options.challenge, 'prove', accountId);
  return options;
}

type PasskeyRow = typeof passkeys.$inferSelect;

/** Judges a browser's answer (JSON) and gives the account whose passkey it proves; null when it proves nothing. */
export async function takePasskeyAnswer(
  services: AccountServices,
  work: Work,
  accountId: string | null,
  answer: string,
): Promise<string | null> {
  const response = readProof(answer);
  if (response === null) return null;
  const named = eq(passkeys.credentialId, response.id);
  const [row] = await work.tx
    .select()
    .from(passkeys)
    .where(accountId === null ? named : and(named, eq(passkeys.accountId, accountId)))
    .for('update');
  if (row === undefined) return null;
  const counter = await verify(services, work, { response, row, accountId });
  if (counter === null) return null;
  await work.tx.update(passkeys).set({ counter, lastUsedAt: work.now }).where(eq(passkeys.id, row.id));
  return row.accountId;
}

type Proof = {
  readonly response: AuthenticationResponseJSON;
  readonly row: PasskeyRow;
  readonly accountId: string | null;
};

/** Gives the authenticator's new counter; null when the answer is refused. */
async function verify(
  { portalUrl, log }: AccountServices,
  work: Work,
  { response, row, accountId }: Proof,
): Promise<number | null> {
  const party = relyingParty(portalUrl);
  try {
    const verified = await verifyAuthenticationResponse({
      response,
      expectedChallenge: (challenge) => takeChallenge(work, challenge, 'prove', accountId),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      credential: { id: row.credentialId, publicKey: new Uint8Array(row.publicKey), counter: row.counter },
    });
    return verified.verified ? verified.authenticationInfo.newCounter : null;
  } catch (cause) {
    // The library throws for every answer that it refuses.
    log.info('a passkey was refused', { cause: cause instanceof Error ? cause.message : 'unknown' });
    return null;
  }
}

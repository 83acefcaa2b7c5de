import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server';
import type { PublicKeyCredentialCreationOptionsJSON, WebAuthnCredential } from '@simplewebauthn/server';
import { eq } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import { passkeys } from '#database/tables.ts';
import { noteInAudit } from '#accounts/audit.ts';
import { tellChange } from '#accounts/mail.ts';
import { readAddition } from '#accounts/second-factors/passkeys/answer.ts';
import { keepChallenge, takeChallenge } from '#accounts/second-factors/passkeys/challenge.ts';
import { relyingParty } from '#accounts/second-factors/passkeys/party.ts';
import { firstRecoveryCodes } from '#accounts/second-factors/recovery-codes/make.ts';
import type { AccountServices } from '#accounts/services.ts';
import { actorOf, type Session } from '#accounts/sessions/session.ts';
import { inOneTransaction, type Work } from '#registry/operation.ts';

/** Signatures that are taken (COSE): Ed25519, ES256, RS256. What every authenticator knows one of. */
const algorithms = [-8, -7, -257];

/** Gives what the browser needs to make a passkey (`navigator.credentials.create`), with a challenge that counts once. */
export async function offerPasskey(
  { registry, portalUrl, instanceName }: AccountServices,
  session: Session,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return inOneTransaction(registry, actorOf(session), async (work) => {
    const known = await work.tx
      .select({ id: passkeys.credentialId, transports: passkeys.transports })
      .from(passkeys)
      .where(eq(passkeys.accountId, session.accountId));
    const options = await generateRegistrationOptions({
      rpName: instanceName,
      rpID: relyingParty(portalUrl).id,
      userID: Buffer.from(session.accountId),
      userName: session.email,
      userDisplayName: session.name,
      excludeCredentials: known,
      supportedAlgorithmIDs: algorithms,
      // Found by the browser without a name being typed, and guarded by finger, face or PIN: it can stand for a login alone.
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    await keepChallenge(work, options.challenge, 'add', session.accountId);
    return options;
  });
}

/** What an answer came to; recovery codes come with the first second factor, shown this once. */
export type PasskeyAddition =
  | { readonly added: true; readonly recoveryCodes: readonly string[] }
  | { readonly added: false; readonly state: 'refused' | 'too-many' };

type Answer = { readonly answer: string; readonly label: string };

/** Adds the passkey that a browser made. */
export async function addPasskey(
  services: AccountServices,
  session: Session,
  { answer, label }: Answer,
): Promise<PasskeyAddition> {
  const account = { id: session.accountId, email: session.email };
  return inOneTransaction(services.registry, actorOf(session), async (work) => {
    const credential = await verify(services, work, account.id, answer);
    if (credential === null) return { added: false, state: 'refused' };
    const count = await work.tx.$count(passkeys, eq(passkeys.accountId, account.id));
    if (count >= limits.passkeysPerAccount) return { added: false, state: 'too-many' };
    const inserted = await work.tx
      .insert(passkeys)
      .values({
        id: newId(work.now.getTime()),
        accountId: account.id,
        credentialId: credential.id,
        publicKey: Buffer.from(credential.publicKey),
        counter: credential.counter,
        transports: (credential.transports ?? []).slice(0, 8),
        label: label.slice(0, limits.passkeyLabelLength),
        createdAt: work.now,
      })
      .onConflictDoNothing()
      .returning({ id: passkeys.id });
    if (inserted.length === 0) return { added: false, state: 'refused' };
    const recoveryCodes = await firstRecoveryCodes(work, account.id);
    await noteInAudit(work, account, 'passkey.add', { label });
    await tellChange(services, work, account, 'passkey-added');
    return { added: true, recoveryCodes };
  });
}

async function verify(
  { portalUrl, log }: AccountServices,
  work: Work,
  accountId: string,
  answer: string,
): Promise<WebAuthnCredential | null> {
  const response = readAddition(answer);
  if (response === null) return null;
  const party = relyingParty(portalUrl);
  try {
    const verified = await verifyRegistrationResponse({
      response,
      expectedChallenge: (challenge) => takeChallenge(work, challenge, 'add', accountId),
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      supportedAlgorithmIDs: algorithms,
    });
    return verified.registrationInfo?.credential ?? null;
  } catch (cause) {
    // The library throws for every answer that it refuses.
    log.info('a passkey was refused', { cause: cause instanceof Error ? cause.message : 'unknown' });
    return null;
  }
}

/** The Banking service on a database of its own, and people who call it as the gateway would let them. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { openIdentityVerifier } from '#apis/banking/identity-header.ts';
import { openBanking } from '#apis/banking/service.ts';
import { silentLog } from '#base/log.ts';
import type { Database } from '#database/database.ts';
import { openTestDatabase } from '#test/database.ts';

export type Rights = Readonly<Record<number, 'read' | 'write'>>;

export type Person = {
  readonly call: (path: string, init?: RequestInit) => Promise<Response>;
  readonly post: (path: string, body: unknown) => Promise<Response>;
  /** Sends a file as the guide does. */
  readonly send: (file: Uint8Array | string, query?: string) => Promise<Response>;
};

export type BankingWorld = {
  readonly database: Database;
  readonly person: (rights: Rights, environment?: 'sandbox' | 'production') => Person;
  /** A person's header, with claims in place of its own. */
  readonly header: (claims: object) => Promise<string>;
  readonly fetch: (request: Request) => Promise<Response>;
  /** Files that are coming in. */
  readonly incoming: () => string[];
  /** Ends the service and starts it again on the same database. */
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export async function openBankingWorld(): Promise<BankingWorld> {
  const database = await openTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'guichet-banking-'));
  const pair = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' };
  const identify = openIdentityVerifier({ keys: createLocalJWKSet({ keys: [jwk] }), audience: 'banking' });
  const clock = { nowMs: () => Date.UTC(2024, 0, 5) };
  const options = { identify, pool: database.pool, folder, clock, log: silentLog };
  let banking = await openBanking(options);
  const header = (claims: object): Promise<string> =>
    new SignJWT({ profiles: [], application: { environment: 'production' }, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'one', typ: 'guichet-identity+jwt' })
      .setIssuer('guichet')
      .setAudience('banking')
      .setExpirationTime('5m')
      .sign(pair.privateKey);
  const person = (rights: Rights, environment: 'sandbox' | 'production' = 'production'): Person => {
    const claims = Object.entries(rights).map(([id, right]) => ({
      type: 'dossier',
      id,
      read: true,
      write: right === 'write',
    }));
    const identity = header({
      application: { environment },
      account: { id: randomUUID(), email: 'a@example.org', rights: claims },
    });
    const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
      const headers = new Headers(init.headers);
      headers.set('x-guichet-identity', await identity);
      return banking.fetch(new Request(`http://service${path}`, { ...init, headers }));
    };
    return {
      call,
      post: (path, body) =>
        call(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      send: (file, query = '') => {
        const form = new FormData();
        form.set('file', new Blob([Buffer.from(file)]), 'releve.txt');
        return call(`/ebics/accounts/import${query}`, { method: 'POST', body: form });
      },
    };
  };
  return {
    ...{ database, person, header },
    fetch: (request) => banking.fetch(request),
    incoming: () => readdirSync(folder),
    restart: async () => {
      await banking.close();
      banking = await openBanking(options);
    },
    close: async () => {
      await banking.close();
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

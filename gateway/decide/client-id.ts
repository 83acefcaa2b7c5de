/** The credentials of IBM's gateways: client id, and secret where the API asks for one, in fields or in the query. */
import { matchSecret } from '#base/secret-match.ts';
import type { CompiledApplication } from '#gateway/decide/compiled-snapshot.ts';
import { refuse, routeOf, type Step } from '#gateway/decide/decision.ts';
import { kinds } from '#gateway/head/field-kinds.ts';
import type { RequestHead } from '#gateway/head/request-head.ts';
import { queryValues } from '#gateway/head/query.ts';

export const clientId: Step = (walk) => {
  const { head } = walk.arrival;
  const ids = sent(head, kinds.clientId, 'client_id');
  const secrets = sent(head, kinds.clientSecret, 'client_secret');
  if (ids.length > 1 || secrets.length > 1) return refuse(walk, 'credential.repeated');
  const id = ids[0];
  if (id === undefined || id === '') return refuse(walk, 'credential.missing');
  const application = walk.snapshot.applicationsByClientId.get(id);
  if (application === undefined) return refuse(walk, 'client.unknown');
  const proven =
    routeOf(walk).credential !== 'client-id-and-secret' ||
    matchSecret(secretsOf(application), secrets[0] ?? '', walk.nowMs) !== null;
  if (!proven) return refuse(walk, 'client.secret_wrong');
  walk.caller = {
    application,
    account: null,
    apiKeyId: null,
    scopes: null,
    identity: null,
    limit: undefined,
    counting: null,
  };
  return null;
};

/** A credential may come in a field or in the query, but once in all. */
function sent(head: RequestHead, kind: number, parameter: string): string[] {
  return [...head.message.values(kind), ...queryValues(head.query, parameter)];
}

/** Its secrets, with their digests as bytes. */
function secretsOf({ secrets }: CompiledApplication): { readonly digest: Buffer; readonly expiresAtMs: number }[] {
  return secrets.map(({ digest, expiresAtMs }) => ({ digest: Buffer.from(digest, 'latin1'), expiresAtMs }));
}

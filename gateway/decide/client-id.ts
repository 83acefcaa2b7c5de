/** The credentials of IBM's gateways: client id, and secret where the API asks for one, in fields or in the query. */
import { digestOf, sameDigest } from '#base/secret-digest.ts';
import type { CompiledApplication } from '#gateway/decide/compiled-snapshot.ts';
import { refuse, routeOf, type Step } from '#gateway/decide/decision.ts';
import { fieldValues } from '#gateway/head/fields.ts';
import type { RequestHead } from '#gateway/head/request-head.ts';
import { queryValues } from '#gateway/head/query.ts';

export const clientId: Step = (walk) => {
  const { head } = walk.arrival;
  const ids = sent(head, 'x-ibm-client-id', 'client_id');
  const secrets = sent(head, 'x-ibm-client-secret', 'client_secret');
  if (ids.length > 1 || secrets.length > 1) return refuse(walk, 'credential.repeated');
  const id = ids[0];
  if (id === undefined || id === '') return refuse(walk, 'credential.missing');
  const application = walk.snapshot.applicationsByClientId.get(id);
  if (application === undefined) return refuse(walk, 'client.unknown');
  if (routeOf(walk).credential === 'client-id-and-secret' && !knowsSecret(application, secrets[0] ?? '', walk.nowMs)) {
    return refuse(walk, 'client.secret_wrong');
  }
  return { caller: { application, account: null, scopes: null } };
};

/** A credential may come in a field or in the query, but once in all. */
function sent(head: RequestHead, field: string, parameter: string): string[] {
  return [...fieldValues(head.fields, field), ...queryValues(head.query, parameter)];
}

/** Compares digests of equal length in constant time, and all of them: which secret fits is not told by the time. */
function knowsSecret(application: CompiledApplication, secret: string, nowMs: number): boolean {
  const digest = digestOf(secret);
  let known = false;
  for (const candidate of application.secrets) {
    const equal = sameDigest(Buffer.from(candidate.digest, 'latin1'), digest);
    known ||= equal && candidate.expiresAtMs > nowMs;
  }
  return known;
}

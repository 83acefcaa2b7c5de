/** API keys: one field says all. Never in the query, since addresses end up in logs. */
import { hexDigestOf } from '#base/secret-digest.ts';
import { refuse, type Step } from '#gateway/decide/decision.ts';
import { kinds } from '#gateway/head/field-kinds.ts';

export const apiKey: Step = (walk) => {
  const { message } = walk.arrival.head;
  if (message.times(kinds.apiKey) > 1) return refuse(walk, 'credential.repeated');
  const sent = message.value(kinds.apiKey) ?? '';
  if (sent === '') return refuse(walk, 'api_key.missing');
  // Looked up by digest: the time that this takes tells nothing about the key itself.
  const key = walk.snapshot.apiKeys.get(hexDigestOf(sent));
  if (key === undefined) return refuse(walk, 'api_key.unknown');
  if (key.expiresAtMs !== null && key.expiresAtMs <= walk.nowMs) return refuse(walk, 'api_key.expired');
  const application = walk.snapshot.applicationsByClientId.get(key.clientId);
  if (application === undefined) return refuse(walk, 'application.missing');
  const { id: apiKeyId } = key;
  walk.caller = {
    application,
    account: null,
    apiKeyId,
    scopes: null,
    identity: null,
    limit: undefined,
    counting: null,
  };
  return null;
};

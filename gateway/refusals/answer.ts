/** An answer that the gateway itself gives: what the dialects make of a reason. */
import type { Fields } from '#gateway/head/fields.ts';
import type { Answer, RefusalDetails } from '#gateway/refusals/details.ts';
import { ibmAnswer } from '#gateway/refusals/ibm.ts';
import { pisteAnswer } from '#gateway/refusals/piste.ts';
import { problemAnswer } from '#gateway/refusals/problem.ts';
import type { Reason } from '#gateway/refusals/reasons.ts';

export type Dialect = 'piste' | 'ibm' | 'problem';

const dialects = { piste: pisteAnswer, ibm: ibmAnswer, problem: problemAnswer } as const;

export type RefusalOptions = {
  readonly allow?: readonly string[] | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** Further fields. */
  readonly fields?: Fields | undefined;
};

/** Seconds after which a client may try again when the gateway cannot serve it and nothing more exact is known. */
const retryAfterSeconds = 5;

/** Refusals that depend on what the registry knows about the caller: those the portal can explain. */
const explained =
  /^(?:application|subscription|terms|scope|client|api_key|limit)\.|^token\.(?:invalid|secret_withdrawn|account_inactive)$/;

/** Words `reason` in `dialect`, with the fields that every refusal carries. */
export function refusalAnswer(
  dialect: Dialect,
  reason: Reason,
  details: RefusalDetails,
  options: RefusalOptions = {},
): Answer {
  const answer = dialects[dialect](reason, details);
  const retry = options.retryAfterSeconds ?? (answer.status === 503 ? retryAfterSeconds : undefined);
  return {
    ...answer,
    fields: [
      ...answer.fields,
      ['cache-control', 'no-store'],
      ['x-request-id', details.requestId],
      ['x-guichet-reason', reason],
      // RFC 9110 §15.5.2 wants a challenge with every 401; no scheme for keys is registered, this is how they are called.
      ...(reason.startsWith('api_key.') ? [['www-authenticate', 'ApiKey'] as const] : []),
      // RFC 8288; `help` is a registered relation.
      ...(details.help === undefined || !explained.test(reason)
        ? []
        : [['link', `<${details.help}>; rel="help"`] as const]),
      ...(options.allow === undefined ? [] : [['allow', options.allow.join(', ')] as const]),
      ...(retry === undefined ? [] : [['retry-after', String(retry)] as const]),
      ...(options.fields ?? []),
    ],
  };
}

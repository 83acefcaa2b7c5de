/** Refusals as RFC 9457 problem documents: the dialect of APIs that have none of their own, and of the gateway itself. */
import { Problem, problemDocument } from '#base/problem.ts';
import type { Field } from '#gateway/head/fields.ts';
import type { Answer, RefusalDetails } from '#gateway/refusals/details.ts';
import { reasons, type Reason } from '#gateway/refusals/reasons.ts';
import { whomToAsk } from '#gateway/refusals/whom-to-ask.ts';

export function problemAnswer(reason: Reason, details: RefusalDetails): Answer {
  const { status, text } = reasons[reason];
  const document = problemDocument(new Problem(reason, status, text), details.language, details.requestId);
  const detail = whomToAsk(details);
  return {
    status,
    fields: [['content-type', 'application/problem+json'], ...challenge(reason, status, details)],
    body: JSON.stringify({ ...document, ...(detail === '' ? {} : { detail }) }),
  };
}

/** RFC 6750 §3: a request without a credential gets the bare scheme, the others their error. */
function challenge(reason: Reason, status: number, { scopes }: RefusalDetails): Field[] {
  if (reason === 'scope.insufficient') {
    return [['www-authenticate', `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"`]];
  }
  if (status !== 401 || reason.startsWith('api_key.')) return [];
  const bare = reason === 'credential.missing';
  return [['www-authenticate', bare ? 'Bearer' : 'Bearer error="invalid_token"']];
}

/** Refusals as IBM API Connect words them: `{"httpCode","httpMessage","moreInformation"}`. */
import { STATUS_CODES } from 'node:http';
import type { Answer, RefusalDetails } from '#gateway/refusals/details.ts';
import { reasons, type Reason } from '#gateway/refusals/reasons.ts';
import { whomToAsk } from '#gateway/refusals/whom-to-ask.ts';

/** Seen on the real gateway, which tells one sentence for all of them; ours are apart by their reason code. */
const wrongCredential = 'Invalid client id or secret.';
/** IBM's gateway does not know a client without a plan (its log: "registration not active for plan"): 401 where others say 403. */
const withoutPlan: ReadonlySet<Reason> = new Set([
  'subscription.missing',
  'subscription.pending',
  'subscription.rejected',
  'subscription.suspended',
  'subscription.revoked',
]);
const overTheLimit = 'Rate Limit exceeded';
const spoken: Readonly<Partial<Record<Reason, string>>> = {
  'credential.missing': wrongCredential,
  'client.unknown': wrongCredential,
  'client.secret_wrong': wrongCredential,
  'api_key.missing': wrongCredential,
  'api_key.unknown': wrongCredential,
  'api_key.expired': wrongCredential,
  'application.missing': wrongCredential,
  'application.disabled': wrongCredential,
  'application.wrong_environment': wrongCredential,
  'limit.rate': overTheLimit,
  'limit.quota_day': overTheLimit,
  'limit.quota_month': overTheLimit,
};

export function ibmAnswer(reason: Reason, details: RefusalDetails): Answer {
  const { text } = reasons[reason];
  const status = withoutPlan.has(reason) ? 401 : reasons[reason].status;
  const information = [text[details.language], whomToAsk(details)].filter((part) => part !== '');
  return {
    status,
    fields: [['content-type', 'application/json']],
    body: JSON.stringify({
      httpCode: String(status),
      httpMessage: STATUS_CODES[status] ?? 'Error',
      // These are answered word for word as the real gateway does: clients compare them.
      moreInformation: spoken[reason] ?? information.join(' '),
    }),
  };
}

/**
 * The header fields that tell a client where it stands: `RateLimit-Policy` and `RateLimit`
 * (draft-ietf-httpapi-ratelimit-headers-10), and those of the API's dialect. `Retry-After` belongs to the refusal.
 *
 * They are made as text, ready to stand in an answer's head; what does not change is prepared once for each plan.
 */
import { fieldsOfLines, type Fields } from '#gateway/head/fields.ts';
import type { CompiledPlan } from '#gateway/limits/plan.ts';
import type { Verdict } from '#gateway/limits/verdict.ts';
import type { Dialect } from '#gateway/refusals/answer.ts';

/** A plan's fields in one dialect, prepared. */
export type LimitFields = {
  readonly plan: CompiledPlan;
  readonly dialect: Dialect;
  readonly hasRate: boolean;
  readonly hasDay: boolean;
  readonly hasMonth: boolean;
  /** Seconds in which an empty bucket fills. */
  readonly rateWindowSeconds: number;
  /** `RateLimit-Policy`, whole, and the beginning of `RateLimit`. Empty: the plan has no limit. */
  readonly beginning: string;
};

const dayWindowSeconds = 86_400;
const monthWindowSeconds = 30 * 86_400;
/** PISTE speaks up when four fifths of a limit are used. */
const pisteShare = 0.2;

/** Prepares the fields of `plan` for APIs that speak `dialect`. */
export function prepareLimitFields(plan: CompiledPlan, dialect: Dialect): LimitFields {
  const hasRate = plan.ratePerSecond > 0;
  const hasDay = plan.quotaPerDay !== Number.POSITIVE_INFINITY;
  const hasMonth = plan.quotaPerMonth !== Number.POSITIVE_INFINITY;
  const rateWindowSeconds = hasRate ? Math.ceil(plan.burst / plan.ratePerSecond) : 0;
  const policies = [
    ...(hasRate ? [`"rate";q=${plan.burst};w=${rateWindowSeconds}`] : []),
    ...(hasDay ? [`"day";q=${plan.quotaPerDay};w=${dayWindowSeconds}`] : []),
    // No `w`: months differ, and `t` tells when this one ends.
    ...(hasMonth ? [`"month";q=${plan.quotaPerMonth}`] : []),
  ];
  const beginning = policies.length === 0 ? '' : `ratelimit-policy: ${policies.join(', ')}\r\nratelimit: `;
  return { plan, dialect, hasRate, hasDay, hasMonth, rateWindowSeconds, beginning };
}

/** The fields for an answer to the request that `verdict` is about: lines `name: value\r\n`; empty without limits. */
export function limitLines(fields: LimitFields, verdict: Verdict): string {
  if (fields.beginning === '') return '';
  const { hasRate, hasDay, hasMonth } = fields;
  let lines = fields.beginning;
  if (hasRate) lines += `"rate";r=${verdict.rateRemaining};t=${verdict.rateResetSeconds}`;
  if (hasDay) lines += `${hasRate ? ', ' : ''}"day";r=${verdict.dayRemaining};t=${verdict.dayResetSeconds}`;
  if (hasMonth) {
    lines += `${hasRate || hasDay ? ', ' : ''}"month";r=${verdict.monthRemaining};t=${verdict.monthResetSeconds}`;
  }
  if (fields.dialect === 'ibm') return `${lines}\r\n${ibmLines(fields, verdict)}`;
  if (fields.dialect === 'piste') return `${lines}\r\n${pisteLines(fields, verdict)}`;
  return `${lines}\r\n`;
}

/** The same as a list, for answers that the gateway itself gives. */
export function limitFields(fields: LimitFields, verdict: Verdict): Fields {
  return fieldsOfLines(limitLines(fields, verdict));
}

/** IBM API Connect tells one limit, under the plan's name: ours is the one that refused, else the one most used up. */
function ibmLines(fields: LimitFields, verdict: Verdict): string {
  const { plan } = fields;
  let limit = 0;
  let remaining = 0;
  let least = Number.POSITIVE_INFINITY;
  if (fields.hasRate) {
    limit = plan.burst;
    remaining = verdict.rateRemaining;
    least = verdict.refusedBy === 'limit.rate' ? -1 : remaining / limit;
  }
  if (fields.hasDay && verdict.dayRemaining / plan.quotaPerDay < least) {
    limit = plan.quotaPerDay;
    remaining = verdict.dayRemaining;
    least = remaining / limit;
  }
  if (fields.hasMonth && verdict.monthRemaining / plan.quotaPerMonth < least) {
    limit = plan.quotaPerMonth;
    remaining = verdict.monthRemaining;
  }
  const lines = `x-ratelimit-limit: name=${plan.slug},${limit};\r\nx-ratelimit-remaining: name=${plan.slug},${remaining};\r\n`;
  if (verdict.refusedBy === null) return lines;
  return `${lines}x-ratelimit-reset: name=${plan.slug},${verdict.retryAfterSeconds}\r\n`;
}

/** PISTE lists the limits of which four fifths are used, with their windows in seconds. */
function pisteLines(fields: LimitFields, verdict: Verdict): string {
  const { plan, hasRate, hasDay, hasMonth, rateWindowSeconds } = fields;
  let list = '';
  if (hasRate && verdict.rateRemaining <= plan.burst * pisteShare) {
    list = throttle(rateWindowSeconds, verdict.rateRemaining);
  }
  if (hasDay && verdict.dayRemaining <= plan.quotaPerDay * pisteShare) {
    list += `${list === '' ? '' : ','}${throttle(dayWindowSeconds, verdict.dayRemaining)}`;
  }
  if (hasMonth && verdict.monthRemaining <= plan.quotaPerMonth * pisteShare) {
    list += `${list === '' ? '' : ','}${throttle(monthWindowSeconds, verdict.monthRemaining)}`;
  }
  return list === '' ? '' : `x-rate-limit: [${list}]\r\n`;
}

function throttle(windowSeconds: number, remaining: number): string {
  return `{"window":${windowSeconds},"type":"throttle","remaining":${remaining}}`;
}

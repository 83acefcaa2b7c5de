/** Parts of parcels as JSON, made by hand: a busy gateway writes thousands of them a second. All of it is ASCII. */
import { limits } from '#base/limits.ts';
import { noReasons, type Sum } from '#gateway/usage/count-log.ts';
import type { Counting, Taken } from '#gateway/usage/counts.ts';
import { operationOf } from '#gateway/usage/operation.ts';
import type { QuotaUse } from '#gateway/usage/parcel.ts';
import type { Served } from '#gateway/usage/served.ts';

/** A sum as a parcel holds it. */
export function countText({ counting, minute }: Taken['sums'][number], sum: Sum): string {
  const { byClass, byReason, flagged, requestBytes, answerBytes, total, upstream } = sum;
  const reasons = byReason === noReasons ? '{}' : JSON.stringify(byReason);
  return (
    `{"minute":${minute},${placeOf(counting)},"byClass":[${byClass.join()}],"byReason":${reasons},` +
    `"flagged":${flagged},"requestBytes":${requestBytes},"answerBytes":${answerBytes},` +
    `"total":[${total.join()}],"upstream":[${upstream.join()}]}`
  );
}

/** A quota as it stands, as a parcel holds it. */
export function quotaText({ subjectId, productId, day, month }: QuotaUse): string {
  return (
    `{"subjectId":${quoted(subjectId)},"productId":${quoted(productId)},` +
    `"day":${windowText(day)},"month":${windowText(month)}}`
  );
}

function windowText(window: QuotaUse['day']): string {
  return window === null ? 'null' : `{"number":${window.number},"used":${window.used},"endsAtMs":${window.endsAtMs}}`;
}

/** An entry of the request log as a parcel holds it, of a request that `counting` counts; it stands for `weight` requests. */
export function entryText(served: Served, counting: Counting, weight: number): string {
  const { method, reason, traceId } = served;
  // Methods and reasons are ours: there is nothing in them to escape.
  const call =
    method === null ? ',"method":null,"operation":null' : `,"method":"${method}","operation":${operationText(served)}`;
  const why = reason === null ? ',"reason":null,"requestBytes":' : `,"reason":"${reason}","requestBytes":`;
  return (
    `{"id":"${served.requestId}","atMs":${served.atMs},${placeOf(counting)}${call},"status":${served.status},"outcome":"` +
    `${served.outcome}"${why}${served.requestBytes},"answerBytes":${served.answerBytes},"totalUs":` +
    `${microseconds(served.totalMs)},"upstreamUs":${microseconds(served.upstreamMs)},"weight":${weight},"traceId":${traceId === null ? 'null' : `"${traceId}"`}}`
  );
}

/** Operations as text: there are as many as the contracts have, mostly the same as the last time. */
const operationTexts = new Map<string, string>();

function operationText(served: Served): string {
  const operation = operationOf(served);
  if (operation === null) return 'null';
  const known = operationTexts.get(operation);
  if (known !== undefined) return known;
  const text = quoted(operation);
  // What was masked may be anything: it must not fill the memory.
  if (operationTexts.size >= limits.loggedOperations) operationTexts.clear();
  operationTexts.set(operation, text);
  return text;
}

/** Where a call is counted, as text that is made once. */
function placeOf(counting: Counting): string {
  if (counting.place !== '') return counting.place;
  const { environment = null, apiId = null, providerId = null } = counting.route ?? {};
  const applicationId = counting.application?.id ?? null;
  // Joined, and so in one piece: a text of many pieces would be gone through again each time.
  counting.place = [
    `"environment":${quoted(environment)}`,
    `"apiId":${quoted(apiId)}`,
    `"applicationId":${quoted(applicationId)}`,
    `"providerId":${quoted(providerId)}`,
  ].join();
  return counting.place;
}

/** What a string of JSON cannot hold as it is, and what is not ASCII. */
const special = /[^ !#-[\]-~]/;

/** A string of JSON in ASCII. */
export function quoted(text: string | null): string {
  if (text === null) return 'null';
  if (!special.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Whole numbers are written several times as fast as others. */
function microseconds(ms: number): number {
  return ms < 0 ? 0 : Math.round(ms * 1000);
}

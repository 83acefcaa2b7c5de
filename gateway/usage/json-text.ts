/** Parts of parcels as JSON, made by hand: a busy gateway writes thousands of them a second. All of it is ASCII. */
import { limits } from '#base/limits.ts';
import type { Sum } from '#gateway/usage/count-log.ts';
import type { Counting, Taken } from '#gateway/usage/counts.ts';
import { operationOf } from '#gateway/usage/operation.ts';
import type { Served } from '#gateway/usage/served.ts';

/** A sum as a parcel holds it. */
export function countText({ counting, minute }: Taken['sums'][number], sum: Sum): string {
  const { byClass, byReason, flagged, requestBytes, answerBytes, total, upstream } = sum;
  return (
    `{"minute":${minute},${placeText(counting)},"byClass":[${byClass.join()}],"byReason":${JSON.stringify(byReason)},` +
    `"flagged":${flagged},"requestBytes":${requestBytes},"answerBytes":${answerBytes},` +
    `"total":[${total.join()}],"upstream":[${upstream.join()}]}`
  );
}

/** An entry of the request log as a parcel holds it, of a request that `counting` counts; it stands for `weight` requests. */
export function entryText(served: Served, counting: Counting, weight: number): string {
  const { method, reason, traceId } = served;
  if (counting.place === '') counting.place = `${placeText(counting)},"method":`;
  // Methods and reasons are ours: there is nothing in them to escape.
  const call = method === null ? 'null,"operation":null' : `"${method}","operation":${operationText(served)}`;
  const why = reason === null ? ',"reason":null,"requestBytes":' : `,"reason":"${reason}","requestBytes":`;
  return (
    `{"id":"${served.requestId}","atMs":${served.atMs},${counting.place}${call},"status":${served.status},"outcome":"` +
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

function placeText({ route, application }: Pick<Counting, 'route' | 'application'>): string {
  const { environment = null, apiId = null, providerId = null } = route ?? {};
  const applicationId = application?.id ?? null;
  return (
    `"environment":${quoted(environment)},"apiId":${quoted(apiId)},"applicationId":${quoted(applicationId)},` +
    `"providerId":${quoted(providerId)}`
  );
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

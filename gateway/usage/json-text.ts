/** Parts of parcels as JSON, made by hand: a busy gateway writes thousands of them a second. All of it is ASCII. */
import type { Counting } from '#gateway/usage/counts.ts';
import type { Latencies } from '#gateway/usage/latency.ts';
import { operationOf } from '#gateway/usage/operation.ts';
import type { Served } from '#gateway/usage/served.ts';

/** A count as a parcel holds it. */
export function countText(counting: Counting): string {
  const { minute, byClass, byReason, flagged, requestBytes, answerBytes, total, upstream } = counting;
  return (
    `{"minute":${minute},${placeText(counting)},"byClass":[${byClass.join()}],"byReason":${JSON.stringify(byReason)},` +
    `"flagged":${flagged},"requestBytes":${requestBytes},"answerBytes":${answerBytes},` +
    `"total":[${pairsText(total)}],"upstream":[${pairsText(upstream)}]}`
  );
}

/** An entry of the request log as a parcel holds it; it stands for `weight` requests. */
export function entryText(served: Served, weight: number): string {
  const { requestId, method, status, reason, requestBytes, answerBytes, traceId } = served;
  return (
    `{"id":"${requestId}","atMs":${served.atMs},${placeText(served)},"method":${quoted(method)},` +
    `"operation":${quoted(operationOf(served))},"status":${status},"outcome":"${served.outcome}","reason":${quoted(reason)},` +
    `"requestBytes":${requestBytes},"answerBytes":${answerBytes},"totalUs":${microseconds(served.totalMs)},` +
    `"upstreamUs":${microseconds(served.upstreamMs)},"weight":${weight},"traceId":${traceId === null ? 'null' : `"${traceId}"`}}`
  );
}

function placeText({ route, application }: Pick<Served, 'route' | 'application'>): string {
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

function pairsText(latencies: Latencies): string {
  let text = '';
  for (const [key, count] of latencies) text += text === '' ? `${key},${count}` : `,${key},${count}`;
  return text;
}

/** Whole numbers are written several times as fast as others. */
function microseconds(ms: number): number {
  return ms < 0 ? 0 : Math.round(ms * 1000);
}

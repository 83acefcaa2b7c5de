/** The fields that the gateway asks about or sets, by the numbers under which heads know them. */
import { fieldKind, firstOwnKind, isHopByHop, kindLimit, openFieldNames } from '#libraries/http1/field-names.ts';

export const kinds = {
  ...fieldKind,
  authorization: firstOwnKind,
  clientId: firstOwnKind + 1,
  clientSecret: firstOwnKind + 2,
  origin: firstOwnKind + 3,
  requestMethod: firstOwnKind + 4,
  requestHeaders: firstOwnKind + 5,
  acceptLanguage: firstOwnKind + 6,
  requestId: firstOwnKind + 7,
  forwardedFor: firstOwnKind + 8,
  forwardedProto: firstOwnKind + 9,
  forwardedHost: firstOwnKind + 10,
  /** `Forwarded`, `Via`, `X-Real-IP` and the other `X-Forwarded-…`: where a request came from. */
  origins: firstOwnKind + 11,
  /** `X-Guichet-…`: fields under which an upstream would believe the gateway. */
  ours: firstOwnKind + 12,
  /** `Access-Control-…` of an answer. */
  cors: firstOwnKind + 13,
  /** What an answer says about limits, in one dialect or another. */
  limits: firstOwnKind + 14,
  webSocketKey: firstOwnKind + 15,
  webSocketVersion: firstOwnKind + 16,
  apiKey: firstOwnKind + 17,
  /** `Deprecation` and `Sunset` of an answer. */
  deprecation: firstOwnKind + 18,
  /** W3C Trace Context. */
  traceparent: firstOwnKind + 19,
  tracestate: firstOwnKind + 20,
} as const;

const names = {
  authorization: kinds.authorization,
  'x-ibm-client-id': kinds.clientId,
  'x-ibm-client-secret': kinds.clientSecret,
  'x-api-key': kinds.apiKey,
  origin: kinds.origin,
  'access-control-request-method': kinds.requestMethod,
  'access-control-request-headers': kinds.requestHeaders,
  'accept-language': kinds.acceptLanguage,
  'x-request-id': kinds.requestId,
  'x-forwarded-for': kinds.forwardedFor,
  'x-forwarded-proto': kinds.forwardedProto,
  'x-forwarded-host': kinds.forwardedHost,
  forwarded: kinds.origins,
  via: kinds.origins,
  'x-real-ip': kinds.origins,
  traceparent: kinds.traceparent,
  tracestate: kinds.tracestate,
  'sec-websocket-key': kinds.webSocketKey,
  'sec-websocket-version': kinds.webSocketVersion,
};

export const requestNames = openFieldNames(names, { 'x-guichet-': kinds.ours, 'x-forwarded-': kinds.origins });

export const answerNames = openFieldNames(
  {
    'x-request-id': kinds.requestId,
    'x-rate-limit': kinds.limits,
    deprecation: kinds.deprecation,
    sunset: kinds.deprecation,
  },
  {
    'x-guichet-': kinds.ours,
    'access-control-': kinds.cors,
    ratelimit: kinds.limits,
    'x-ratelimit-': kinds.limits,
  },
);

/** A table of kinds for `keptLines`: 1 for those of `dropped`, and for all that belong to one connection. */
export function droppedKinds(dropped: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: kindLimit }, (_, kind) => (dropped.includes(kind) || isHopByHop(kind) ? 1 : 0));
}

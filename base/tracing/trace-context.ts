/** What a caller says of its trace: W3C Trace Context, level 2 (https://www.w3.org/TR/trace-context-2/). */

export type TraceContext = {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The caller's span: 16 hexadecimal digits. */
  readonly parentId: string;
  /** The flags that are known: 1 sampled, 2 the trace's id is random. */
  readonly flags: number;
};

export const sampledFlag = 1;
/** Level 2 §3.2.2.5.2: the right half of the id is random. */
export const randomFlag = 2;

const knownFlags = sampledFlag | randomFlag;
const traceparent = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const zeros = /^0+$/;

/** Reads the value of a `traceparent` field; null when it is none, and the trace begins anew (§4.3). */
export function parseTraceparent(value: string): TraceContext | null {
  const [, version, traceId = '', parentId = '', flags = '', more] = traceparent.exec(value) ?? [];
  // §3.2.2.1: `ff` is forbidden; of later versions what is known is read, and more may follow.
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return null;
  if (zeros.test(traceId) || zeros.test(parentId)) return null;
  return { traceId, parentId, flags: Number.parseInt(flags, 16) & knownFlags };
}

/** Writes one, always in version 00: what was not understood is not passed on. */
export function writeTraceparent({ traceId, parentId, flags }: TraceContext): string {
  return `00-${traceId}-${parentId}-0${flags}`;
}

/** §3.3.1.1: as many members at most. */
const members = 32;
/** §3.3.1.5: what everybody must be able to pass on. */
const stateLength = 512;
const member =
  /^(?:[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/**
 * Reads the values of all `tracestate` fields as one; empty when it is none, or more than anybody must pass on: then it is
 * dropped whole (§3.3.1.5 lets one shorten it; half of what others said is hard to tell from all of it).
 */
export function readTracestate(values: readonly string[]): string {
  const list = values
    .flatMap((value) => value.split(','))
    .map((one) => one.replaceAll(/^[ \t]+|[ \t]+$/g, ''))
    .filter((one) => one !== '');
  const text = list.join(',');
  if (list.length > members || text.length > stateLength) return '';
  if (!list.every((one) => member.test(one))) return '';
  // §3.3.1.3.1: each key once.
  const keys = new Set(list.map((one) => one.slice(0, one.indexOf('='))));
  return keys.size === list.length ? text : '';
}

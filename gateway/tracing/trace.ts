/** The trace that a request belongs to: what its caller says of it, whether we add to it, and what the upstream is told. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { newRequestId } from '#base/ids.ts';
import {
  parseTraceparent,
  randomFlag,
  readTracestate,
  sampledFlag,
  writeTraceparent,
} from '#base/tracing/trace-context.ts';
import { kinds } from '#gateway/head/field-kinds.ts';
import type { Head } from '#libraries/http1/head.ts';

export const tracingSchema = z.strictObject({
  /** Spans are made and sent to a collector. Without it the caller's context is passed on and nothing else is done. */
  exports: z.boolean(),
  /** Of the requests whose caller names no trace, the share for which one begins: 0 to 1. */
  sampling: z.number().min(0).max(1),
});
export type TracingSettings = z.infer<typeof tracingSchema>;

export const noTracing: TracingSettings = { exports: false, sampling: 0 };

export type Trace = {
  readonly traceId: string;
  /** The caller's span; null where the trace begins here. */
  readonly parentId: string | null;
  readonly state: string;
  /** Our spans, for the request and for its way upstream; null: nothing of it is recorded. */
  readonly spans: { readonly server: string; readonly upstream: string } | null;
  /** What the upstream is told, as field lines with their ends. */
  readonly lines: string;
};

/** Gives the trace of a request; null: it has none. For most requests this is one look at the head. */
export function beginTrace(head: Head, { exports, sampling }: TracingSettings): Trace | null {
  if (head.times(kinds.traceparent) === 0) {
    return exports && sampling > 0 && Math.random() < sampling ? newTrace() : null;
  }
  // Two of them are none (level 2 §3.2.2: exactly one header).
  const said = head.times(kinds.traceparent) === 1 ? head.value(kinds.traceparent) : undefined;
  const context = said === undefined ? null : parseTraceparent(said);
  if (context === null) return exports && sampling > 0 && Math.random() < sampling ? newTrace() : null;
  const { traceId, parentId, flags } = context;
  const state = head.times(kinds.tracestate) === 0 ? '' : readTracestate(head.values(kinds.tracestate));
  // Parent-based: whether it is recorded was decided where the trace began.
  const spans = exports && (flags & sampledFlag) !== 0 ? newSpans() : null;
  return traceOf({ traceId, parentId, flags, state, spans });
}

function newTrace(): Trace {
  return traceOf({
    ...{ traceId: newRequestId(), parentId: null, state: '', spans: newSpans() },
    flags: sampledFlag | randomFlag,
  });
}

function traceOf({ flags, ...trace }: Omit<Trace, 'lines'> & { readonly flags: number }): Trace {
  const { traceId, parentId, spans, state } = trace;
  const parent = spans?.upstream ?? parentId ?? '';
  const stateLine = state === '' ? '' : `tracestate: ${state}\r\n`;
  const lines = `traceparent: ${writeTraceparent({ traceId, parentId: parent, flags })}\r\n${stateLine}`;
  return { ...trace, lines };
}

/** The first half of an id is never all zeros: a random one that is gets another draw. */
function newSpans(): NonNullable<Trace['spans']> {
  const digits = randomBytes(16).toString('hex');
  const [server, upstream] = [digits.slice(0, 16), digits.slice(16)];
  return /^0+$/.test(server) || /^0+$/.test(upstream) ? newSpans() : { server, upstream };
}

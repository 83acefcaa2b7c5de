/** Where an upstream is, and how patient to be with it. */
import type { Deadlines } from '#http1/deadlines.ts';
import type { ResponseRules } from '#http1/response-head.ts';

export type UpstreamTarget = {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
};

export type UpstreamLimits = {
  readonly connectMs: number;
  /** From the end of the request to the first byte of the answer. */
  readonly firstByteMs: number;
  /** Between two pieces of an answer. */
  readonly stallMs: number;
  /** From the beginning of the request to the end of the answer. */
  readonly totalMs: number;
  /** How long an unused connection is kept. */
  readonly idleMs: number;
  /** How old a connection may be when it is used again: a name may mean another address by then. */
  readonly maximumAgeMs: number;
  /** Connections to one target. */
  readonly maximumConnections: number;
  /** Requests that wait for a connection. */
  readonly maximumWaiting: number;
  /** Connections to one target that were turned over to another protocol; they are not among `maximumConnections`. */
  readonly maximumTunnels: number;
  /** Failures in a row after which a target is left alone. */
  readonly failuresToEject: number;
  /** For how long at first; doubled with each failed trial, up to `maximumEjectionMs`. */
  readonly ejectionMs: number;
  readonly maximumEjectionMs: number;
};

export type UpstreamSettings = {
  readonly target: UpstreamTarget;
  readonly limits: UpstreamLimits;
  readonly rules: ResponseRules;
  readonly deadlines: Deadlines;
  /** Certificates to trust besides the system's, PEM. */
  readonly authorities?: readonly string[] | undefined;
};

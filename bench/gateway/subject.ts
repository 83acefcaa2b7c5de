/** What is measured: a server alone on a core, and the requests that it is sent. */
import type { PinnedProcess } from '#bench/pinned-process.ts';
import type { Turn } from '#bench/wrk.ts';

/** The server under test has this core for itself. */
export const testedCore = 0;
/** Load, upstream, issuer and control process share this one. */
export const loadCore = 1;

/** A server under test. */
export type Subject = {
  readonly name: string;
  readonly process: PinnedProcess;
  readonly url: string;
  readonly tlsUrl?: string;
};

/** A row of a table: requests to a server. One server may stand in several rows. */
export type Contender = {
  readonly name: string;
  readonly process: PinnedProcess;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly turns?: readonly Turn[];
  /** Says whether it has learnt what it is to know before it is measured (tokens). */
  readonly isWarm?: () => Promise<boolean>;
};

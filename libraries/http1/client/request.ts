/** What is asked of an upstream, and who takes the answer. */
import type { Head } from '#http1/head.ts';

export type ClientRequest = {
  /** The whole head as it goes over the wire, framing and empty line included. */
  readonly head: string;
  /** The whole body (Latin-1), empty for none; null when it follows piece by piece. */
  readonly body: string | null;
  /** The method's answers have no body (HEAD). */
  readonly bodylessAnswer: boolean;
  /** May be sent twice without doing it twice (RFC 9110 §9.2.2). */
  readonly idempotent: boolean;
  /** Asks to switch protocols. */
  readonly upgrade: boolean;
  /** How many further targets may be tried when one cannot be reached at all. */
  furtherTargets: number;
};

/** What whoever sent a request can do with it. */
export type Sending = {
  /** A piece of a body that was not whole, in the framing that the head announced; false: wait for `onDrain`. */
  readonly writeBody: (data: Buffer, chunked: boolean) => boolean;
  readonly endBody: (chunked: boolean) => void;
  /** After an answer of 101: bytes as they are, in both directions, each of which ends by itself. */
  readonly writeRaw: (data: Buffer) => boolean;
  readonly endRaw: () => void;
  /** Stops and starts the answer. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Nobody wants the answer any more: the connection is destroyed, and the sink hears nothing. */
  readonly abandon: () => void;
};

export type Failure = {
  readonly reason:
    /** No connection: refused, unknown name, untrusted certificate, or not in time. */
    | 'unreachable'
    /** The connection broke, or what came was not HTTP. */
    | 'broken'
    /** No answer, or not the next piece of it, in time. */
    | 'slow'
    /** Not even tried: the upstream has failed too often just now, or too many requests wait for it. */
    | 'refused';
  /** For logs. */
  readonly detail: string;
};

/** Takes an answer. Views and heads are valid during the call. */
export type AnswerSink = {
  /** The request has gone out on a connection; once more when it goes out again on another. */
  readonly onSending: (sending: Sending) => void;
  /** There is room again for the request's body. */
  readonly onSendingDrain: () => void;
  /** `body` is the whole body as Latin-1 when it came with the head; with null pieces follow, and an end. */
  readonly onAnswer: (head: Head, body: string | null) => void;
  readonly onAnswerBody: (data: Buffer) => void;
  readonly onAnswerEnd: () => void;
  /** The answer broke off after its head. */
  readonly onAnswerCut: (failure: Failure) => void;
  /** There will be no answer. */
  readonly onFailure: (failure: Failure) => void;
};

/**
 * One request and its answer, as whoever serves it sees them. The same for every kind of connection that requests come
 * from; the answer's head is text in the form of HTTP/1.1 whatever the client speaks.
 */
import type { Head } from '#http1/head.ts';

/** Why a request's body did not come to its end. */
export type BodyFault =
  /** Not in the chunked coding as RFC 9112 writes it. */
  | 'malformed'
  /** Over the limit. */
  | 'too_large'
  /** Nothing came for too long, or not all of it in time. */
  | 'too_slow'
  /** The client went away inside it. */
  | 'cut';

/** Takes the body of a request. */
export type BodySink = {
  /** A piece of it: a view that is only valid during the call. */
  readonly onBody: (data: Buffer) => void;
  readonly onBodyEnd: () => void;
  /** Nothing more will come; the message is not complete. */
  readonly onBodyFault: (fault: BodyFault) => void;
};

/** What an exchange tells whoever answers it. */
export type AnswerWatch = {
  /** The client is gone: nobody reads the answer any more. */
  readonly onAbort: () => void;
  /** What was written has left; more may follow. */
  readonly onDrain: () => void;
};

export type Exchange = {
  /** Holds until the answer is complete. */
  readonly head: Head;
  /** The whole body as Latin-1 when it came with the head, empty when there is none; null when it has to be received. */
  readonly wholeBody: string | null;
  /** The client's address, without a port. */
  readonly address: string;
  readonly secure: boolean;
  /** False once the client is gone or the answer is complete. */
  readonly open: boolean;

  /** Starts the flow of a body that is not whole. */
  readonly receiveBody: (sink: BodySink) => void;
  readonly pauseBody: () => void;
  readonly resumeBody: () => void;

  /** Who is told of the end and of room; one at a time. */
  watch: AnswerWatch | null;
  /** Closes the connection after the answer. */
  readonly closeAfter: () => void;
  /**
   * The whole answer. `head` is the status line and the field lines, each with its CRLF, without those that frame; `body` is
   * Latin-1. `length` is what Content-Length says, where that differs from the body's (HEAD, 304); -1 for no such field.
   */
  readonly answer: (head: string, body: string, length?: number) => void;
  /** Begins an answer whose body follows piece by piece; `length` -1 when nobody knows it. */
  readonly startAnswer: (head: string, length: number) => void;
  /** One piece of it, copied before this returns; false when it is time to wait for `onDrain`. */
  readonly writeAnswer: (data: Buffer) => boolean;
  readonly endAnswer: () => void;
  /** Breaks off so that nobody takes what was sent for the whole. */
  readonly abort: () => void;
  /**
   * Turns the connection over: after `head` (101, with its `Connection` and `Upgrade`) bytes pass as they are, in both
   * directions, each of which ends by itself: `onBodyEnd` is the client's end, `endAnswer` ours. False when it cannot be.
   */
  readonly tunnel: (head: string, sink: BodySink) => boolean;
};

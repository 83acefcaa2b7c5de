/** Why a message is refused. Each is one clear sentence about the message, never a guess about what was meant. */
export type HeadFault =
  /** Not HTTP/1.1 as RFC 9112 writes it, or readable in two ways. */
  | 'malformed'
  /** The head, one of its lines, or the number of its fields is over the limit. */
  | 'head_too_large'
  /** The request target is over the limit. */
  | 'target_too_long'
  /** A transfer coding other than chunked. */
  | 'coding_unknown'
  /** An expectation other than 100-continue. */
  | 'expectation_unknown';

/** What `parse…` gives: a fault, `incomplete`, or `complete` with the head's fields filled in. */
export type ParseResult = 'complete' | 'incomplete' | HeadFault;

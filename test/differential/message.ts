/** What two readers of the same bytes must agree about. */
export type Message = {
  /** Method and target of a request; the status of a response. */
  readonly start: string;
  /** Names as they came, values without white space around them, in order. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Decoded, as Latin-1; what there is of it when the message is not complete. */
  readonly body: string;
  readonly complete: boolean;
};

export type Reading = {
  /** The last one may be incomplete. */
  readonly messages: readonly Message[];
  /** Why reading ended before the bytes did; null when it did not, or when the connection was closed in order. */
  readonly refused: string | null;
  /** Nothing more is read: after a refusal, or because a message says that it is the last one. */
  readonly closed: boolean;
};

/**
 * Gives what is wrong when a reader that may only be stricter has read `ours`, and the judge `theirs`; null when all is
 * well. Whatever ours accepted, the judge has accepted with the same meaning and in the same place; where ours found
 * nothing to refuse, the judge found no further message.
 */
export function difference(ours: Reading, theirs: Reading): string | null {
  for (const [index, message] of ours.messages.entries()) {
    const other = theirs.messages[index];
    if (other === undefined) return `message ${index} is seen by us alone (the judge: ${theirs.refused ?? 'waits'})`;
    const found = messageDifference(message, other, ours.closed);
    if (found !== null) return `message ${index}: ${found} (the judge: ${theirs.refused ?? 'goes on'})`;
  }
  if (!ours.closed && theirs.messages.length > ours.messages.length) return 'the judge saw one more message';
  return null;
}

function messageDifference(ours: Message, theirs: Message, closed: boolean): string | null {
  if (ours.start !== theirs.start)
    return `${JSON.stringify(ours.start)} is ${JSON.stringify(theirs.start)} to the judge`;
  if (JSON.stringify(ours.fields) !== JSON.stringify(theirs.fields)) {
    return `fields ${JSON.stringify(ours.fields)} are ${JSON.stringify(theirs.fields)} to the judge`;
  }
  if (ours.complete) {
    if (!theirs.complete) return 'complete to us alone';
    return ours.body === theirs.body ? null : `body ${JSON.stringify(ours.body)} is ${JSON.stringify(theirs.body)}`;
  }
  if (theirs.complete && !closed) return 'complete to the judge alone';
  const agree = theirs.body.startsWith(ours.body) || ours.body.startsWith(theirs.body);
  return agree ? null : `body so far ${JSON.stringify(ours.body)} is ${JSON.stringify(theirs.body)}`;
}

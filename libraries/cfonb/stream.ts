/** What pushed readers have in common when they are fed from a stream. */

type PushReader = { readonly push: (chunk: Uint8Array) => void; readonly end: () => void };

/** A larger piece is cut, so that few results wait to be taken. */
const pieceBytes = 16_384;

/**
 * Feeds `source` to a reader and gives what it has put into the list that `take` empties. The next piece is asked for when all results
 * of the last one were taken. Ending the loop early ends the source; so does the signal, whose reason is thrown.
 */
export async function* streamThrough<Result>(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  reader: PushReader,
  take: () => Result[],
  signal?: AbortSignal,
): AsyncGenerator<Result, void, undefined> {
  for await (const chunk of untilAborted(source, signal)) {
    for (let from = 0; from < chunk.length; from += pieceBytes) {
      reader.push(chunk.subarray(from, from + pieceBytes));
      yield* take();
      signal?.throwIfAborted();
    }
  }
  reader.end();
  yield* take();
}

/** The source itself; when there is a signal, a source that gives nothing is left as soon as it is aborted. */
async function* untilAborted(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (signal === undefined) return yield* source;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  // Nobody may be waiting when it is aborted.
  aborted.catch(() => {});
  signal.addEventListener('abort', onAbort, { once: true });
  const pieces = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  try {
    for (;;) {
      const next = await Promise.race([pieces.next(), aborted]);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // A source that hangs would not answer: it is told and not waited for.
    void Promise.resolve(pieces.return?.()).catch(() => {});
  }
}

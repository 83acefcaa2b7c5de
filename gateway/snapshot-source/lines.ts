/**
 * Splits a stream of bytes into lines of at most `maximumBytes`, and gives those of each chunk together: a million lines are
 * not worth a million turns of the event loop.
 *
 * @throws Error when a line is longer
 */
export async function* linesOf(bytes: AsyncIterable<Buffer>, maximumBytes: number): AsyncGenerator<readonly string[]> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  for await (const chunk of bytes) {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      if (begun.length === 0) {
        lines.push(chunk.toString('utf8', from, end));
      } else {
        lines.push(Buffer.concat([...begun, chunk.subarray(from, end)]).toString('utf8'));
        begun = [];
        begunBytes = 0;
      }
      from = end + 1;
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
    begunBytes += chunk.length - from;
    if (begunBytes > maximumBytes) throw new Error(`a line is longer than ${maximumBytes} bytes`);
    if (lines.length > 0) yield lines;
  }
}

/** Splits a stream of bytes into lines of at most `maximumBytes`. @throws Error when a line is longer */
export async function* linesOf(bytes: AsyncIterable<Buffer>, maximumBytes: number): AsyncGenerator<string> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  for await (const chunk of bytes) {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([...begun, chunk.subarray(from, end)]).toString('utf8');
      begun = [];
      begunBytes = 0;
      from = end + 1;
    }
    begun.push(chunk.subarray(from));
    begunBytes += chunk.length - from;
    if (begunBytes > maximumBytes) throw new Error(`a line is longer than ${maximumBytes} bytes`);
  }
}

/** Gives bytes `start..end` as a string of the same bytes. */
export function latin1(buffer: Buffer, start: number, end: number): string {
  return buffer.toString('latin1', start, end);
}

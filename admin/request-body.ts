import { Problem } from '#base/problem.ts';

/**
 * Reads the whole body; stops where the limit is passed.
 *
 * @throws Problem `request.too_large` (413)
 */
export async function readBytes(request: Request, maximumBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > maximumBytes) {
      throw new Problem('request.too_large', 413, {
        en: `The body is larger than ${maximumBytes} bytes.`,
        fr: `Le corps dépasse ${maximumBytes} octets.`,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { boundaryOf, readParts } from '#apis/banking/import/multipart.ts';

type Read = { readonly name: string; readonly fileName: string; readonly content: string };

async function read(pieces: readonly string[], boundary = 'b'): Promise<Read[]> {
  async function* source(): AsyncGenerator<Uint8Array> {
    for (const piece of pieces) yield Buffer.from(piece, 'latin1');
  }
  const parts: Read[] = [];
  for await (const { name, fileName, content } of readParts(source(), boundary)) {
    const chunks = await Array.fromAsync(content);
    parts.push({ name, fileName, content: Buffer.concat(chunks).toString('latin1') });
  }
  return parts;
}

function bodyOf(parts: readonly Read[]): string {
  const written = parts.map(
    ({ name, fileName, content }) =>
      `--b\r\nContent-Disposition: form-data; name="${name}"${fileName === '' ? '' : `; filename="${fileName}"`}\r\n\r\n${content}\r\n`,
  );
  return `${written.join('')}--b--\r\n`;
}

test('parts come out as they went in, wherever the pieces of the body are cut', async () => {
  // Contents made of what delimiters are made of.
  const content = fc.string({ unit: fc.constantFrom('\r', '\n', '-', 'b', '-', 'x', '\u0000') });
  const part = fc.record(
    { name: fc.constantFrom('file', 'other'), fileName: fc.constantFrom('', 'a.txt'), content },
    { noNullPrototype: true },
  );
  const parts = fc
    .array(part, { maxLength: 4 })
    .filter((parts) => parts.every(({ content }) => !`\r\n${content}`.includes('\r\n--b')));
  await fc.assert(
    fc.asyncProperty(parts, fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }), async (parts, sizes) => {
      const body = `preamble\r\n${bodyOf(parts)}epilogue`;
      const pieces: string[] = [];
      for (let at = 0, turn = 0; at < body.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        pieces.push(body.slice(at, at + size));
        at += size;
      }
      assert.deepEqual(await read(pieces), parts);
    }),
  );
});

test('a body that ends too early anywhere, or has parts without names or endless heads, is refused', async () => {
  const body = bodyOf([{ name: 'file', fileName: 'a', content: 'content' }]);
  for (let length = 0; length < body.length - 3; length += 1) {
    await assert.rejects(read([body.slice(0, length)]), { code: 'banking.multipart_broken' }, `${length}`);
  }
  await assert.rejects(read(['--b\r\nX: y\r\n\r\n\r\n--b--']), { code: 'banking.multipart_broken' });
  await assert.rejects(read(['--b\r\n', 'X: y\r\n'.repeat(2_000)]), { code: 'banking.multipart_broken' });
});

test('a part that nobody reads is passed over, and paths of the sender are cut off', async () => {
  const body = bodyOf([
    { name: 'a', fileName: String.raw`C:\Users\me\r.txt`, content: 'one' },
    { name: 'b', fileName: '../../etc/passwd', content: 'two' },
  ]);
  async function* source(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(body);
  }
  const names: string[] = [];
  for await (const { fileName } of readParts(source(), 'b')) names.push(fileName);
  assert.deepEqual(names, ['r.txt', 'passwd']);
});

test('the boundary is taken from the header, quoted or not', () => {
  assert.equal(boundaryOf('multipart/form-data; boundary=abc'), 'abc');
  assert.equal(boundaryOf('Multipart/Form-Data; charset=utf-8; boundary="a b"'), 'a b');
  for (const other of [undefined, 'text/plain', 'multipart/form-data', 'multipart/mixed; boundary=a']) {
    assert.throws(() => boundaryOf(other), { code: 'banking.multipart_expected' });
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limits } from '#base/limits.ts';
import { sealLines, unsealFrames } from '#gateway/snapshot-source/sealed-frames.ts';

const key = { bytes: Buffer.alloc(32, 1) };

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function open(bytes: Buffer, size = 1_000): Promise<string> {
  return Buffer.concat(await Array.fromAsync(unsealFrames(key, inChunks(bytes, size)))).toString();
}

const line = 'é'.repeat(limits.lastGoodFrameBytes);
const frames = [...sealLines(key, ['first', line, line, line, line, 'last'])];
const whole = Buffer.concat(frames);

test('lines come back from any number of frames, in whatever pieces the file is read', async () => {
  assert.ok(frames.length > 3);
  assert.equal(await open(whole, 70_001), ['first', line, line, line, line, 'last', ''].join('\n'));
  assert.equal(await open(Buffer.concat([...sealLines(key, [])]), 1), '');
});

test('a file that is cut off, wherever, does not open', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), (length) => assert.rejects(open(whole.subarray(0, length)))),
    { numRuns: 30 },
  );
  for (const count of [1, 2, 3]) await assert.rejects(open(Buffer.concat(frames.slice(0, count))));
});

test('a file with one changed byte, wherever, does not open', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), async (at) => {
      const damaged = Buffer.from(whole);
      damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
      await assert.rejects(open(damaged));
    }),
    { numRuns: 30 },
  );
});

test('frames of another file, in another order, or under another key do not open', async () => {
  const [name = Buffer.alloc(0), first = Buffer.alloc(0), second = Buffer.alloc(0), ...rest] = frames;
  const other = [...sealLines(key, ['first', line, line, line, line, 'last'])];
  await assert.rejects(open(Buffer.concat([name, second, first, ...rest])));
  await assert.rejects(open(Buffer.concat([name, other[1] ?? first, second, ...rest])));
  await assert.rejects(open(Buffer.concat([...sealLines({ bytes: Buffer.alloc(32, 2) }, ['first'])])));
  await assert.rejects(open(Buffer.concat([whole, Buffer.from('more')])));
});

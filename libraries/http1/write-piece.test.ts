import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { writeCopy, writePiece } from '#http1/write-piece.ts';

const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => server.close());

/** The two ends of a connection; `reader` reads nothing yet. */
async function openPair(): Promise<{ readonly writer: Socket; readonly reader: Socket }> {
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const accepted = once(server, 'connection');
  const writer = connect(address.port, '127.0.0.1');
  const [reader]: Socket[] = await accepted;
  assert.ok(reader !== undefined);
  return { writer, reader };
}

async function readAll(reader: Socket): Promise<Buffer> {
  const parts: Buffer[] = [];
  reader.on('data', (part: Buffer) => parts.push(part));
  reader.resume();
  await once(reader, 'end');
  return Buffer.concat(parts);
}

test('pieces of all sizes arrive as they were, though their memory is written over at once and the other side is slow', async () => {
  const { writer, reader } = await openPair();
  const source = Buffer.alloc(300_000);
  const sent: Buffer[] = [];
  for (let index = 0; index < 120; index += 1) {
    const piece = source.subarray(0, randomInt(1, index % 10 === 0 ? 300_000 : 131_073));
    randomBytes(piece.length).copy(piece);
    sent.push(Buffer.from(piece));
    if (index % 2 === 0) writePiece(writer, piece, false);
    else writeCopy(writer, piece);
    source.fill(0);
    // Some leave at once, and their memory is used again; others wait behind each other.
    if (index % 7 === 0) await pause(1);
  }
  writer.end();
  assert.ok((await readAll(reader)).equals(Buffer.concat(sent)));
});

test('a connection that is cut with pieces on the way spoils none of another’s', async () => {
  const [cut, whole] = [await openPair(), await openPair()];
  const ones = Buffer.alloc(100_000, 1);
  while (writeCopy(cut.writer, ones));
  writeCopy(cut.writer, ones);
  cut.writer.destroy();
  const twos = Buffer.alloc(100_000, 2);
  const reading = readAll(whole.reader);
  for (let index = 0; index < 60; index += 1) {
    writeCopy(whole.writer, twos);
    await pause(1);
  }
  whole.writer.end();
  const received = await reading;
  assert.equal(received.length, 60 * twos.length);
  assert.ok(received.every((byte) => byte === 2));
  cut.reader.destroy();
});

test('a large piece in chunks has its size before it and an end behind it', async () => {
  const { writer, reader } = await openPair();
  const piece = Buffer.alloc(20_000, 'x');
  writePiece(writer, piece, true);
  writer.end();
  assert.equal((await readAll(reader)).toString(), `4e20\r\n${piece.toString()}\r\n`);
});

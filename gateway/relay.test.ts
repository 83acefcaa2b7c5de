import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { once } from 'node:events';
import { test } from 'node:test';
import { silentLog } from '#base/log.ts';
import { readRequestHead } from '#gateway/head/request-head.ts';
import { relay } from '#gateway/relay.ts';
import type { Transport } from '#gateway/upstream/transport.ts';
import { openFake } from '#test/gateway-surroundings.ts';

const chunk = Buffer.alloc(64 * 1024);
const totalBytes = 64 * 1024 * 1024;

/** True once the response has been waiting for its client through many turns of the event loop. */
async function stalls(response: ServerResponse): Promise<void> {
  for (let turns = 0; turns < 100; turns = response.writableNeedDrain ? turns + 1 : 0) {
    await new Promise(setImmediate);
  }
}

test('a client that does not read holds its upstream back, and gets everything when it reads', async () => {
  let pulledBytes = 0;
  const body = new Readable({
    read() {
      pulledBytes += chunk.length;
      this.push(pulledBytes > totalBytes ? null : chunk);
    },
  });
  const transport: Transport = {
    send: async () => ({ kind: 'answer', answer: { status: 200, statusText: 'OK', fields: [], body } }),
    close: async () => undefined,
  };
  const head = readRequestHead({ method: 'GET', target: '/', httpVersion: '1.1', rawHeaders: ['Host', 'a'] });
  assert.ok(!('fault' in head));
  const relaying = Promise.withResolvers<ServerResponse>();
  const server = await openFake((request, response) => {
    relaying.resolve(response);
    const order = { upstream: 'http://a', head, target: '/', fields: [], cors: null, transport };
    void relay({ request, response, requestId: '1', parts: { log: silentLog } }, order);
  });
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.pause();
  socket.write('GET / HTTP/1.0\r\n\r\n');
  await stalls(await relaying.promise);
  assert.ok(pulledBytes < totalBytes, `${pulledBytes} bytes were pulled for a client that reads none`);
  let readBytes = 0;
  socket.on('data', (data) => (readBytes += data.length));
  socket.resume();
  await once(socket, 'end');
  assert.ok(readBytes >= totalBytes);
  await server.close();
});

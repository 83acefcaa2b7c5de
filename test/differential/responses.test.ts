import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openPort } from '#libraries/http1/testing/upstream.ts';
import { readCorpus } from '#test/differential/corpus.ts';
import { openFetcher } from '#test/differential/fetched.ts';
import { fuzzHost } from '#test/differential/grammar.ts';
import { converse, openPassage, statusesOf } from '#test/differential/passage.ts';
import { seededRandom } from '#test/differential/random.ts';
import { responseCase, responseFault } from '#test/differential/responses.ts';

const corpus = readCorpus('responses');
const streams = corpus.map(({ stream }) => stream);
const fetcher = await openFetcher();
after(() => fetcher.close());

for (const { name, stream, statuses } of corpus) {
  test(`through the gateway, whose upstream gives: ${name}`, async () => {
    const upstream = await openPort((peer) => peer.socket.once('data', () => peer.socket.end(stream, 'latin1')));
    const passage = await openPassage(`http://127.0.0.1:${upstream.target.port}`);
    try {
      const request = `GET /a HTTP/1.1\r\nHost: ${fuzzHost}\r\nConnection: close\r\n\r\n`;
      const text = await converse(passage.port, [Buffer.from(request)]);
      assert.deepEqual(statusesOf(text), statuses);
      assert.doesNotMatch(text, /poison/);
      assert.equal(upstream.peers.length, 1, 'asked once');
    } finally {
      await passage.close();
      await upstream.close();
    }
  });

  test(`llhttp reads what we accept of: ${name}`, async () => {
    for (const bodyless of [false, true]) {
      assert.equal(await responseFault(seededRandom(1), fetcher, stream, bodyless), null);
    }
  });
}

test('llhttp reads every answer that we accept, with the same bounds, in five thousand spoilt ones', async () => {
  const start = Date.now() % 1_000_000_000;
  for (let seed = start; seed < start + 5_000; seed += 1) {
    const random = seededRandom(seed);
    const stream = responseCase(random, streams);
    const fault = await responseFault(random, fetcher, stream, random.oneIn(5));
    assert.equal(fault, null, `seed ${seed}: ${JSON.stringify(stream)}`);
  }
});

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { readCorpus } from '#test/differential/corpus.ts';
import { openFetcher } from '#test/differential/fetched.ts';
import { seededRandom } from '#test/differential/random.ts';
import { responseCase, responseFault } from '#test/differential/responses.ts';

const corpus = readCorpus('responses');
const streams = corpus.map(({ stream }) => stream);
const fetcher = await openFetcher();
after(() => fetcher.close());

for (const { name, stream } of corpus) {
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

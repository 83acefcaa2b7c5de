import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCorpus } from '#test/differential/corpus.ts';
import { seededRandom } from '#test/differential/random.ts';
import { requestCase, requestFault } from '#test/differential/requests.ts';

const corpus = readCorpus('requests');
const streams = corpus.map(({ stream }) => stream);

for (const { name, stream } of corpus) {
  test(`llhttp reads what we accept of: ${name}`, () => {
    assert.equal(requestFault(seededRandom(1), stream), null);
  });
}

test('llhttp reads every request that we accept, with the same bounds, in a hundred thousand spoilt streams', () => {
  const start = Date.now() % 1_000_000_000;
  for (let seed = start; seed < start + 100_000; seed += 1) {
    const random = seededRandom(seed);
    const stream = requestCase(random, streams);
    const fault = requestFault(random, stream);
    assert.equal(fault, null, `seed ${seed}: ${JSON.stringify(stream)}`);
  }
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openChain, type Chain } from '#test/differential/behind.ts';
import { readCorpus } from '#test/differential/corpus.ts';
import { hasProgram } from '#test/differential/programs.ts';
import { seededRandom } from '#test/differential/random.ts';
import { requestCase } from '#test/differential/requests.ts';

const skip = hasProgram('nginx') ? false : 'nginx is not installed, and only root can';
const corpus = readCorpus('requests');
let chain: Chain;

before(async () => {
  if (skip === false) chain = await openChain();
});

after(async () => {
  if (skip === false) await chain.close();
});

for (const { name, stream, statuses } of corpus) {
  test(`through the gateway, with nginx behind it: ${name}`, { skip }, async () => {
    assert.deepEqual(await chain.check(stream, seededRandom(1)), statuses);
  });
}

test('nginx behind us sees what we forwarded and nothing else, in two thousand spoilt streams', { skip }, async () => {
  const streams = corpus.map(({ stream }) => stream);
  const start = Date.now() % 1_000_000_000;
  for (let seed = start; seed < start + 2_000; seed += 1) {
    const random = seededRandom(seed);
    const stream = requestCase(random, streams);
    try {
      await chain.check(stream, random);
    } catch (cause) {
      throw new Error(`seed ${seed}: ${JSON.stringify(stream)}`, { cause });
    }
  }
});

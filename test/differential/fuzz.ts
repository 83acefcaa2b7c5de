/**
 * Compares for a while: `script/fuzz [SECONDS] [SEED]`. Prints each difference with the seed that repeats it; ends with 1
 * when there was one.
 */
import { openChain } from '#test/differential/behind.ts';
import { readCorpus } from '#test/differential/corpus.ts';
import { openFetcher } from '#test/differential/fetched.ts';
import { hasProgram } from '#test/differential/programs.ts';
import { seededRandom } from '#test/differential/random.ts';
import { requestCase, requestFault } from '#test/differential/requests.ts';
import { responseCase, responseFault } from '#test/differential/responses.ts';

/** Cases of each kind in a round: the first kind takes microseconds each, the others milliseconds. */
const round = { requests: 2_000, responses: 200, chain: 100 };

const seconds = Number(process.argv[2] ?? 60);
let seed = Number(process.argv[3] ?? Date.now() % 1_000_000_000);
if (!Number.isFinite(seconds) || !Number.isInteger(seed)) throw new Error('script/fuzz [SECONDS] [SEED]');

const requests = readCorpus('requests').map(({ stream }) => stream);
const responses = readCorpus('responses').map(({ stream }) => stream);
const fetcher = await openFetcher();
const chain = hasProgram('nginx') ? await openChain() : null;
let cases = 0;
let differences = 0;

function report(kind: string, stream: string, fault: string | null): void {
  cases += 1;
  if (fault === null) return;
  differences += 1;
  process.stdout.write(`${kind}, seed ${seed}: ${JSON.stringify(stream)}\n  ${fault}\n`);
}

async function chainFault(stream: string): Promise<string | null> {
  try {
    await chain?.check(stream, seededRandom(seed));
    return null;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

process.stdout.write(`${seconds} s from seed ${seed}${chain === null ? ', without nginx' : ''}\n`);
const endMs = performance.now() + seconds * 1_000;
while (performance.now() < endMs) {
  for (let count = 0; count < round.requests; count += 1, seed += 1) {
    const random = seededRandom(seed);
    const stream = requestCase(random, requests);
    report('requests', stream, requestFault(random, stream));
  }
  for (let count = 0; count < round.responses; count += 1, seed += 1) {
    const random = seededRandom(seed);
    const stream = responseCase(random, responses);
    report('responses', stream, await responseFault(random, fetcher, stream, random.oneIn(5)));
  }
  for (let count = chain === null ? round.chain : 0; count < round.chain; count += 1, seed += 1) {
    const stream = requestCase(seededRandom(seed), requests);
    report('chain', stream, await chainFault(stream));
  }
}
await fetcher.close();
await chain?.close();
process.stdout.write(`${cases} cases, ${differences} differences\n`);
process.exitCode = differences > 0 ? 1 : 0;

/** The judge itself: it must see what is missing and what is doubled, or else the proof proves nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addReason, judge, noFigures, placeText, seenBy, type Figures } from '#test/metering/exactness/judge.ts';
import type { Tally } from '#test/metering/exactness/tally.ts';

const jobs = [{ place: { application: 'regular', api: 'alpha' } }] as const;
const killed = { victim: 'gateway', lossy: 0, strickenAtMs: 10_000, backAtMs: 12_000 } as const;
const tally = (change: Partial<Tally>): Tally => ({
  ...{ job: 0, gateway: 0, outcome: 'answered', status: 200, reason: '', atMs: 5_000, calls: 10, ...change },
});

/** Twenty answered, of which five by the killed gateway in its last second; two broken off. */
const seen = seenBy(
  [
    tally({ calls: 15 }),
    tally({ calls: 5, atMs: 9_500, status: 429, reason: 'limit.rate' }),
    tally({ calls: 2, outcome: 'broken', status: 0 }),
    tally({ calls: 9, outcome: 'unsent', status: 0 }),
  ],
  jobs,
  [killed],
  1_000,
);

function verdicts(successes: number, refusals: number): Record<string, string> {
  const figures: Figures = noFigures();
  figures.byClass[2] = successes;
  figures.byClass[4] = refusals;
  addReason(figures, 'limit.rate', refusals);
  const lines = judge(seen, new Map([[placeText(jobs[0].place), figures]]));
  return Object.fromEntries(lines.map(({ what, verdict }) => [what, verdict]));
}

test('what clients saw is exact; what a killed gateway answered last, or what broke off, is within the bound', () => {
  const same = { '2xx': 'exact', '4xx': 'exact', 'limit.rate': 'exact' };
  assert.deepEqual(verdicts(15, 5), { calls: 'exact', ...same });
  const fewer = { '4xx': 'within the bound', 'limit.rate': 'within the bound' };
  assert.deepEqual(verdicts(15, 0), { calls: 'within the bound', '2xx': 'exact', ...fewer });
  assert.deepEqual(verdicts(17, 5), { ...same, calls: 'within the bound', '2xx': 'within the bound' });
});

test('a call more than were sent is doubled, one less than the bound allows is missing', () => {
  assert.equal(verdicts(18, 5)['calls'], 'doubled');
  assert.equal(verdicts(15, 8)['limit.rate'], 'doubled');
  assert.equal(verdicts(14, 5)['2xx'], 'missing');
  assert.equal(verdicts(14, 0)['calls'], 'missing');
});

test('only the last second of the gateway that was killed counts as such, until it is there again', () => {
  const unsure = (change: Partial<Tally>): number =>
    seenBy([tally(change)], jobs, [killed], 1_000).get(placeText(jobs[0].place))?.unsure.byClass[2] ?? 0;
  assert.deepEqual([unsure({ atMs: 9_000 }), unsure({ atMs: 10_300 })], [10, 10]);
  assert.deepEqual([unsure({ atMs: 8_800 }), unsure({ atMs: 12_100 }), unsure({ atMs: 9_500, gateway: 1 })], [0, 0, 0]);
});

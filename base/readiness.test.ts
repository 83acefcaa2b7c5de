import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '#base/limits.ts';
import { answerHealth, openReadiness, type Check } from '#base/readiness.ts';

const check = (name: Check['name'], look: Check['look'], needed = true): Check => ({ name, needed, look });

test('a part is ready when everything that it needs holds', async () => {
  const readiness = openReadiness([check('database', async () => true), check('control', () => false, false)]);
  assert.deepEqual(await readiness(), {
    ready: true,
    checks: [
      { name: 'database', needed: true, ok: true },
      { name: 'control', needed: false, ok: false },
    ],
  });
});

test('what throws, rejects or says no makes it unready', async () => {
  const looks: readonly Check['look'][] = [
    () => false,
    () => Promise.reject(new Error('gone')),
    () => {
      throw new Error('gone');
    },
  ];
  for (const look of looks) {
    const { ready } = await openReadiness([check('disk', () => true), check('database', look)])();
    assert.equal(ready, false);
  }
});

test('whoever asks often does not make it look often', async () => {
  let looks = 0;
  let nowMs = 0;
  const readiness = openReadiness([check('database', () => (looks += 1) > 0)], () => nowMs);
  await Promise.all([readiness(), readiness(), readiness()]);
  assert.equal(looks, 1);
  nowMs = limits.readinessKeptMs;
  await readiness();
  assert.equal(looks, 2);
});

test('a stranger learns whether it is ready and nothing else', async () => {
  const readiness = openReadiness([check('database', () => false)]);
  assert.deepEqual(await answerHealth('GET', '/readyz', readiness), { status: 503, body: '{"state":"not ready"}' });
  assert.deepEqual(await answerHealth('GET', '/healthz', readiness), { status: 200, body: '{"state":"ok"}' });
  assert.equal(await answerHealth('POST', '/readyz', readiness), null);
  assert.equal(await answerHealth('GET', '/readyz/', readiness), null);
});

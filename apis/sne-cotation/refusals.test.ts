import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { refusals } from '#apis/sne-cotation/refusals.ts';

test('every code stands in docs/sne-cotation.md with its status, and no other does', () => {
  const page = readFileSync(new URL('../../docs/sne-cotation.md', import.meta.url), 'utf8');
  const documented = [...page.matchAll(/^\| (ERR[A-Z]+[0-9]{4}) \| ([0-9]{3}) \|/gm)].map(
    ([, code, status]) => `${code} ${status}`,
  );
  assert.deepEqual(
    documented,
    Object.entries(refusals).map(([code, { status }]) => `${code} ${status}`),
  );
});

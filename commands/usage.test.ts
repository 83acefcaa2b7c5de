import assert from 'node:assert/strict';
import test from 'node:test';
import { usageLines } from '#commands/usage-lines.ts';
import type { NamedReport } from '#metering/usage/named.ts';
import type { Figures } from '#metering/usage/question.ts';

const none: Figures = {
  ...{ calls: 0, byClass: [0, 0, 0, 0, 0, 0], refused: 0, flagged: 0, requestBytes: 0, answerBytes: 0 },
  ...{ totalMs: null, upstreamMs: null },
};
const some: Figures = {
  ...{ ...none, calls: 1200, byClass: [1, 0, 1150, 0, 44, 5], refused: 30, requestBytes: 1024, answerBytes: 2048 },
  totalMs: { p50: 5.4, p95: 38, p99: 1250 },
};
const noonMs = Date.parse('2026-03-28T23:00:00Z');

test('a report is a line for the whole, one with a bar for each period, one for several without a call, and one for each reason, API and caller', () => {
  const report: NamedReport = {
    ...{ fromMs: noonMs, toMs: noonMs + 23 * 3_600_000, step: 'day', figures: some, before: { ...none, calls: 1000 } },
    series: [
      { atMs: noonMs, ...some },
      { atMs: noonMs + 23 * 3_600_000, ...none, calls: 1 },
      { atMs: noonMs + 47 * 3_600_000, ...none },
      { atMs: noonMs + 71 * 3_600_000, ...none },
      { atMs: noonMs + 95 * 3_600_000, ...none },
      { atMs: noonMs + 119 * 3_600_000, ...some },
      { atMs: noonMs + 143 * 3_600_000, ...none },
    ],
    byReason: [{ reason: 'limit.rate', calls: 30 }],
    byApi: [{ apiId: null, api: null, ...some }],
    byApplication: [
      {
        applicationId: 'id',
        application: { name: 'Comptoir', environment: 'sandbox', organisation: { slug: 'mtes', name: 'MTES' } },
        ...some,
      },
      { applicationId: null, application: null, ...none },
    ],
  };
  const lines = usageLines('usage of instance', report).map((line) => line.replaceAll('\u00a0', ' '));
  assert.equal(lines[0], 'usage of instance, 2026-03-29 00:00:00 to 2026-03-30 00:00:00 (Europe/Paris)');
  assert.match(lines[3] ?? '', /^all +1,200 +6 +30 +5\.4 ms +38 ms +1\.25 s +3 KB +\+20%$/);
  assert.match(lines[7] ?? '', /^2026-03-29 .* █{24}$/);
  assert.match(lines[8] ?? '', /^2026-03-30 +1 .* █$/);
  assert.match(lines[9] ?? '', /^2026-03-31 … 2026-04-02 +0 +0 +0 +– +– +– +0 B$/);
  assert.match(lines[10] ?? '', /^2026-04-03 .* █{24}$/);
  assert.match(lines[11] ?? '', /^2026-04-04 +0 +0 +0 +– +– +– +0 B$/);
  const text = lines.join('\n');
  assert.match(text, /refused because +calls\nlimit\.rate +30/);
  assert.match(text, /\(no API has the address\) +1,200/);
  assert.match(text, /Comptoir \(mtes, sandbox\) +1,200[^\n]*\n\(nobody recognised\) +0/);
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { summaryOf } from '#portal/pages/notices/summary.ts';
import { typeName } from '#portal/pages/notices/fields.tsx';

const page = readFileSync(join(import.meta.dirname, '../../../docs/notices.md'), 'utf8');
const examples = [...page.matchAll(/```json\n(.+?)```/gs)].map(([, text]) => JSON.parse(text ?? ''));

test('each event of the documentation has a line of its own, in both languages', () => {
  for (const example of examples.filter(({ type }) => type !== 'webhook.test')) {
    for (const language of ['fr', 'en'] as const) {
      assert.notEqual(summaryOf(example, language), typeName(example.type, language), example.type);
    }
  }
  const quota = examples.find(({ type }) => type === 'quota.threshold');
  assert.equal(summaryOf(quota, 'en'), '80% of the daily quota used: Webstat API in English');
});

test('what has no details, and what does not fit, is called by its type', () => {
  assert.equal(summaryOf({ type: 'webhook.disabled', data: {} }, 'en'), typeName('webhook.disabled', 'en'));
  assert.equal(
    summaryOf({ type: 'quota.threshold', data: { threshold: 81 } }, 'fr'),
    typeName('quota.threshold', 'fr'),
  );
  assert.equal(summaryOf({ type: 'of.old', data: {} }, 'en'), 'of.old');
});

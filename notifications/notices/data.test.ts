/** docs/notices.md is what receivers are built from: its examples are held to the schemas. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { eventData } from '#notifications/notices/data.ts';
import { eventTypes } from '#notifications/notices/types.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/notices.md'), 'utf8');
const exampleSchema = z.strictObject({
  type: z.enum([...eventTypes, 'webhook.test']),
  timestamp: z.iso.datetime(),
  data: z.looseObject({ page: z.url() }),
});
const examples = [...page.matchAll(/```json\n(.+?)```/gs)].map(([, text]) =>
  exampleSchema.parse(JSON.parse(text ?? '')),
);

test('each event has an example in the documentation, with the fields of its schema and no others', () => {
  assert.deepEqual(
    examples.map(({ type }) => type),
    [...eventTypes, 'webhook.test'],
  );
  for (const { type, data } of examples) {
    if (type !== 'webhook.test') assert.deepEqual(eventData[type].parse(data), data, type);
  }
});

import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { startOfDay } from '#ui/format.ts';

test('a day begins at midnight in Paris, in summer, in winter and when the clocks change', () => {
  assert.equal(startOfDay('2026-01-15')?.toISOString(), '2026-01-14T23:00:00.000Z');
  assert.equal(startOfDay('2026-07-15')?.toISOString(), '2026-07-14T22:00:00.000Z');
  assert.equal(startOfDay('2026-03-29')?.toISOString(), '2026-03-28T23:00:00.000Z');
  assert.equal(startOfDay('2026-03-29', 1)?.toISOString(), '2026-03-29T22:00:00.000Z');
  assert.equal(startOfDay('2026-10-25', 1)?.toISOString(), '2026-10-25T23:00:00.000Z');
});

test('it is the moment that Temporal gives', () => {
  const day = fc.date({ min: new Date('1980-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(day, (date) => {
      const text = date.toISOString().slice(0, 10);
      const expected = Temporal.PlainDate.from(text).toZonedDateTime('Europe/Paris').epochMilliseconds;
      assert.equal(startOfDay(text)?.getTime(), expected);
    }),
  );
});

for (const text of ['', '2026-02-30', '2026-13-01', '21/11/2026', '2026-1-1', 'today']) {
  test(`${JSON.stringify(text)} is no day`, () => assert.equal(startOfDay(text), null));
}

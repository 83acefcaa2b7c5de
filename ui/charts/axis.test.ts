import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { axisMarks, timeLabels, type TimeStep } from '#ui/charts/axis.ts';

test('marks are round numbers from 0 to the first that is not under the greatest value', () => {
  assert.deepEqual(axisMarks(0, true), [0, 1]);
  assert.deepEqual(axisMarks(3, true), [0, 1, 2, 3]);
  assert.deepEqual(axisMarks(11_287, true), [0, 5000, 10_000, 15_000]);
  assert.deepEqual(axisMarks(0.9, false), [0, 0.5, 1]);
  assert.deepEqual(axisMarks(0.3, false), [0, 0.1, 0.2, 0.3]);
});

test('an axis has few marks, evenly apart, and the top is near what it shows', () => {
  const greatest = fc.double({ min: 1e-4, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(greatest, fc.boolean(), (value, whole) => {
      const marks = axisMarks(value, whole);
      const step = (marks[1] ?? 0) - (marks[0] ?? 0);
      const top = marks.at(-1) ?? 0;
      assert.ok(marks.length >= 2 && marks.length <= 6, `${marks.length} marks`);
      assert.ok(top >= value * (1 - 1e-8) && top < value + step * (1 + 1e-9), `${top} for ${value}`);
      assert.ok(!whole || marks.every(Number.isInteger));
      for (const [index, mark] of marks.entries()) assert.ok(Math.abs(mark - index * step) <= step * 1e-6);
    }),
  );
});

const stepMs: Readonly<Record<TimeStep, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  month: 30 * 86_400_000,
};

for (const [step, points, expected] of [
  ['minute', 60, ['11:10', '11:20', '11:30', '11:40', '11:50', '12:00']],
  ['hour', 24, ['15:00', '18:00', '21:00', '00:00', '03:00', '06:00', '09:00', '12:00']],
  ['hour', 7 * 24, ['15 Nov', '16 Nov', '17 Nov', '18 Nov', '19 Nov', '20 Nov', '21 Nov']],
  ['day', 30, ['27 Oct', '1 Nov', '6 Nov', '11 Nov', '16 Nov', '21 Nov']],
] as const) {
  test(`${points} periods of a ${step} are named at round times of Paris`, () => {
    const end = Date.parse('2026-11-21T11:00:00Z');
    const moments = Array.from({ length: points }, (_, index) => end - (points - 1 - index) * stepMs[step]);
    const labels = timeLabels(moments, step, 'en');
    assert.deepEqual(
      labels.map(({ text }) => text),
      expected,
    );
    assert.equal(labels.at(-1)?.minor, false);
  });
}

test('however many points there are, few are named', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<TimeStep>('minute', 'hour', 'day', 'month'),
      fc.integer({ min: 0, max: 240 }),
      fc.integer({ min: 0, max: 4e12 }),
      (step, points, fromMs) => {
        const moments = Array.from({ length: points }, (_, index) => fromMs + index * stepMs[step]);
        assert.ok(timeLabels(moments, step, 'fr').length <= 8);
      },
    ),
  );
});

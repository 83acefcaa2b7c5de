import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeDay, writeMoment } from '#base/moments.ts';

test('days and moments are those of Paris, or of the zone that is said', () => {
  const moment = '2026-11-21T23:30:00Z';
  assert.equal(writeDay(moment, 'en'), '22 November 2026');
  assert.equal(writeMoment(moment, 'fr'), '22 novembre 2026 à 00:30');
  assert.equal(writeMoment(moment, 'en', 'UTC'), '21 November 2026 at 23:30');
});

test('the first day of a month is an ordinal in French, and the others are not', () => {
  assert.equal(writeDay('2026-03-01T12:00:00Z', 'fr'), '1er mars 2026');
  assert.match(writeMoment('2026-03-01T12:00:00Z', 'fr'), /^1er mars 2026 à 13:00$/);
  assert.equal(writeDay('2026-03-11T12:00:00Z', 'fr'), '11 mars 2026');
  assert.equal(writeDay('2026-03-01T12:00:00Z', 'en'), '1 March 2026');
});

/** A day as forms send it, as the moment at which it begins in Paris, in ISO 8601. */
import { z } from 'zod';
import { startOfDay } from '#ui/format.ts';

export const dayField = z.iso.date().transform((day, context) => {
  const begins = startOfDay(day);
  if (begins !== null) return begins.toISOString();
  context.addIssue({ code: 'custom', message: 'There is no such day.', params: { fr: "Ce jour n'existe pas." } });
  return z.NEVER;
});

/** The same, or nothing. */
export const optionalDayField = z.preprocess((value) => (value === '' ? undefined : value), dayField.optional());

import { z } from 'zod';
import { parseInput } from '#registry/operation.ts';

/** When a secret or key ends, as it comes in; null: never. */
export const expirySchema = z.iso.datetime({ offset: true }).nullable().default(null);

/** Gives the moment. @throws Problem `input.invalid` (422) when it has passed */
export function futureExpiry(now: Date, given: z.output<typeof expirySchema>): Date | null {
  const future = z.object({ expiresAt: z.date().min(now, 'must be in the future').nullable() });
  return parseInput(future, { expiresAt: given === null ? null : new Date(given) }).expiresAt;
}

/** What every reader under test says about a round, as one line of JSON. */
import { z } from 'zod';

export const roundSchema = z.strictObject({
  ms: z.number(),
  operations: z.number().int(),
  /** Sum of all amounts in minor units: shows that the same was read. */
  sumMinor: z.number().int(),
});

export type Round = z.infer<typeof roundSchema>;

/** Measures `read` once to warm up and `rounds` times more; prints a line each. */
export async function measureRounds(
  rounds: number,
  read: () => Promise<Omit<Round, 'ms'>> | Omit<Round, 'ms'>,
): Promise<void> {
  for (let round = 0; round <= rounds; round += 1) {
    const startMs = performance.now();
    const result = await read();
    const ms = performance.now() - startMs;
    if (round > 0) console.log(JSON.stringify({ ...result, ms }));
  }
}

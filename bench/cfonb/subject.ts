/** What every reader under test says about a round, as one line of JSON. */
import { z } from 'zod';

export const roundSchema = z.strictObject({
  ms: z.number(),
  /** CPU time of the process, its threads included: what others do on the machine hardly changes it. */
  cpuMs: z.number(),
  operations: z.number().int(),
  /** Sum of all amounts in minor units: shows that the same was read. */
  sumMinor: z.number().int(),
});

export type Round = z.infer<typeof roundSchema>;

/** Measures `read` once to warm up and `rounds` times more; prints a line each. */
export async function measureRounds(
  rounds: number,
  read: () => Promise<Omit<Round, 'ms' | 'cpuMs'>> | Omit<Round, 'ms' | 'cpuMs'>,
): Promise<void> {
  for (let round = 0; round <= rounds; round += 1) {
    const startMs = performance.now();
    const startCpu = process.cpuUsage();
    const result = await read();
    const ms = performance.now() - startMs;
    const { user, system } = process.cpuUsage(startCpu);
    if (round > 0) console.log(JSON.stringify({ ...result, ms, cpuMs: (user + system) / 1_000 }));
  }
}

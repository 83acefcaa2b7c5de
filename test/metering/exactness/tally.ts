/** What a client is told, and what it tells. */
import { z } from 'zod';

/** How finely clients tell when an answer came: what was answered shortly before a kill is told apart by it. */
export const sliceMs = 100;

export const clientPlanSchema = z.object({
  /** Of the gateways, by their numbers. */
  ports: z.array(z.int()),
  /** Called in turn; each at the next of its gateways. */
  jobs: z.array(z.object({ gateways: z.array(z.int()), path: z.string(), headers: z.record(z.string(), z.string()) })),
  /** Calls under way at a time. */
  loops: z.int().min(1),
  pauseMs: z.number(),
});
export type ClientPlan = z.infer<typeof clientPlanSchema>;

const tallySchema = z.object({
  /** Which of the plan's jobs, and at which gateway. */
  job: z.int(),
  gateway: z.int(),
  /** Answered wholly; broken off, so that nobody knows whether it was counted; or never sent, for nobody was there. */
  outcome: z.enum(['answered', 'broken', 'unsent']),
  status: z.int(),
  /** Why the gateway refused; empty: it did not. */
  reason: z.string(),
  /** Beginning of the slice of time in which it ended. */
  atMs: z.number(),
  calls: z.int(),
});
export type Tally = z.infer<typeof tallySchema>;

/** How many calls have been answered; at the end, all that became of all of them. */
export const clientMessageSchema = z.object({ answered: z.int(), tallies: z.array(tallySchema).optional() });
export type ClientMessage = z.infer<typeof clientMessageSchema>;

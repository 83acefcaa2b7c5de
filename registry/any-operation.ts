/** Operations whose own types are forgotten: what a list of different ones holds, for doors that serve them all. */
import type { z } from 'zod';
import {
  run,
  type Actor,
  type Operation,
  type Performed,
  type Permission,
  type Registry,
} from '#registry/operation.ts';
import type { Work } from '#registry/operation.ts';

/** Any operation. Nothing can be passed to its functions (`never`): it is run with `runAny` alone. */
export type AnyOperation = Pick<Operation, 'name' | 'summary' | 'http'> & {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly authorise: (work: Work, input: never) => Promise<Permission<string, unknown>>;
  readonly perform: (work: Work, granted: never, input: never) => Promise<Performed<unknown>>;
};

/**
 * Runs `operation` on a value of which nothing is known yet.
 *
 * @throws Problem as `run` does
 */
export async function runAny(
  registry: Registry,
  actor: Actor,
  operation: AnyOperation,
  value: unknown,
): Promise<unknown> {
  // `run` parses the value with the operation's own schema and hands `perform` what `authorise` gave: the types hold again.
  return run(registry, actor, operation as unknown as Operation, value);
}

/**
 * What an operation of the registry is, and how one is run. Portal, command line and admin API call nothing else.
 *
 * An operation is data: its name, its input and output as schemas, who may do it, and what it does. `run` does the same
 * steps for every one of them, in one transaction: parse the input → check the permission → do it → write the audit
 * entries → raise the registry's revision and tell the gateways.
 */
import { sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Clock } from '#base/clock.ts';
import type { FailureWindow } from '#base/failure-window.ts';
import type { PasswordHasher } from '#base/password-hash.ts';
import { inputFaults } from '#base/input-faults.ts';
import { faultText, Problem, type ProblemFault } from '#base/problem.ts';
import type { SealingKey } from '#base/seal.ts';
import { registryChannel } from '#database/channel.ts';
import type { Database, Transaction } from '#database/database.ts';
import { registryRevision } from '#database/tables.ts';
import { findUnstorable } from '#registry/storable.ts';
import { writeAudit, type AuditNote } from '#registry/audit/entry.ts';

/** Who acts: a person with an account, or this instance's own hands (the command line, an admin token, a job). */
export type Actor =
  | { readonly kind: 'account'; readonly accountId: string; readonly name: string }
  | { readonly kind: 'operator'; readonly name: string }
  | { readonly kind: 'system'; readonly name: string };

/** What operations run on. */
export type Registry = {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealingKey: SealingKey;
  readonly passwords: PasswordHasher;
  /** Wrong present passwords per account id. */
  readonly passwordFailures: FailureWindow;
  /** True: webhooks may point anywhere, private networks and plain HTTP included; left out: to public https addresses alone. */
  readonly privateTargets?: boolean;
};

/** One operation under way: its transaction, its actor and the one moment at which everything in it happens. */
export type Work = {
  readonly tx: Transaction;
  readonly actor: Actor;
  readonly now: Date;
  readonly sealingKey: SealingKey;
  /** Hashing waits: call it before the first write, so that no row is locked meanwhile. */
  readonly passwords: PasswordHasher;
  /** Counted in memory: what was counted stays when the transaction does not. */
  readonly passwordFailures: FailureWindow;
  /** True: webhooks may point anywhere. */
  readonly privateTargets: boolean;
};

declare const granted: unique symbol;

/**
 * Proof that somebody may do something to `subject`. Only `registry/permission.ts` makes one; `perform` demands it, so
 * that an operation without a check does not compile.
 */
export type Permission<Name extends string, Subject> = {
  readonly [granted]: Name;
  readonly subject: Subject;
};

/** What an operation did: its result and a line for the audit for each thing changed (none: nothing was changed). */
export type Performed<Result> = { readonly result: Result; readonly audit: readonly AuditNote[] };

export type Operation<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  Granted extends Permission<string, unknown> = Permission<string, unknown>,
> = {
  /** `application.create`: noun, dot, verb. The audit's `action`, and `operationId` in the admin API's contract. */
  readonly name: string;
  /** One English sentence for the contract and `--help`. */
  readonly summary: string;
  /** Where the admin API offers it; `{name}` in the path is the input's field of that name. GET operations only read. */
  readonly http: { readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'; readonly path: `/${string}` };
  readonly input: Input;
  readonly output: Output;
  readonly authorise: (work: Work, input: z.output<Input>) => Promise<Granted>;
  readonly perform: (work: Work, granted: Granted, input: z.output<Input>) => Promise<Performed<z.input<Output>>>;
};

/** Declares an operation; only there so that types are inferred. */
export function operation<
  Input extends z.ZodType,
  Output extends z.ZodType,
  Granted extends Permission<string, unknown>,
>(declared: Operation<Input, Output, Granted>): Operation<Input, Output, Granted> {
  return declared;
}

/**
 * Parses `value` as `schema`.
 *
 * @throws Problem `input.invalid` (422) with a fault for each place that is wrong
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidInput(inputFaults(schema, value));
  const unstorable = findUnstorable(parsed.data);
  if (unstorable === null) return parsed.data;
  throw invalidInput([
    {
      path: unstorable,
      message: 'must not contain the character NUL',
      fr: 'ne doit pas contenir le caractère NUL',
    },
  ]);
}

function invalidInput(faults: readonly ProblemFault[]): Problem {
  return new Problem(
    'input.invalid',
    422,
    {
      en: `The input is not valid: ${faults.map((fault) => `${fault.path || 'input'}: ${fault.message}`).join('; ')}`,
      fr: `Les données ne sont pas valides : ${faults.map((fault) => `${fault.path || 'données'} : ${faultText(fault, 'fr')}`).join(' ; ')}`,
    },
    { faults },
  );
}

/**
 * Runs `operation` as `actor` on `value`, in one transaction.
 *
 * @throws Problem `input.invalid` (422), `permission.denied` (403), or what the operation itself refuses with
 */
export async function run<
  Input extends z.ZodType,
  Output extends z.ZodType,
  Granted extends Permission<string, unknown>,
>(
  registry: Registry,
  actor: Actor,
  operation: Operation<Input, Output, Granted>,
  value: z.input<Input>,
): Promise<z.output<Output>> {
  const input = parseInput(operation.input, value);
  return inOneTransaction(registry, actor, (work) => carryOut(work, operation, input));
}

/**
 * Runs `steps` as `actor` in one transaction: for what is more than one operation (`runWithin`), or an operation and rows
 * that are no business of the registry (sessions, links, mails).
 */
export async function inOneTransaction<Result>(
  registry: Registry,
  actor: Actor,
  steps: (work: Work) => Promise<Result>,
): Promise<Result> {
  const { sealingKey, passwords, passwordFailures, privateTargets = false } = registry;
  return registry.database.query.transaction((tx) =>
    steps({
      tx,
      actor,
      now: new Date(registry.clock.nowMs()),
      sealingKey,
      passwords,
      passwordFailures,
      privateTargets,
    }),
  );
}

/**
 * Runs `operation` on `value` inside a transaction that is under way, as its actor: done with the rest of it or not at all.
 *
 * @throws Problem as `run` does
 */
export async function runWithin<
  Input extends z.ZodType,
  Output extends z.ZodType,
  Granted extends Permission<string, unknown>,
>(work: Work, operation: Operation<Input, Output, Granted>, value: z.input<Input>): Promise<z.output<Output>> {
  return carryOut(work, operation, parseInput(operation.input, value));
}

async function carryOut<Input extends z.ZodType, Output extends z.ZodType, Granted extends Permission<string, unknown>>(
  work: Work,
  operation: Operation<Input, Output, Granted>,
  input: z.output<Input>,
): Promise<z.output<Output>> {
  const permission = await operation.authorise(work, input);
  const { result, audit } = await operation.perform(work, permission, input);
  await recordChange(work, operation.name, audit);
  return operation.output.parse(result);
}

/** Writes down what was changed and tells the gateways; nothing when nothing was. */
export async function recordChange(work: Work, action: string, audit: readonly AuditNote[]): Promise<void> {
  if (audit.length === 0) return;
  const { tx, now, actor } = work;
  const actorId = actor.kind === 'account' ? actor.accountId : null;
  await writeAudit({ tx, now, actorId, actorName: actor.name }, action, audit);
  await raiseRevision(tx);
}

/** Raises the registry's revision and tells the gateways; the row's lock also puts concurrent changes in one order. */
export async function raiseRevision(tx: Transaction): Promise<void> {
  const raised = await tx
    .update(registryRevision)
    .set({ revision: sql`${registryRevision.revision} + 1` })
    .returning({ revision: registryRevision.revision });
  const revision = raised[0]?.revision;
  await tx.execute(sql`select pg_notify(${registryChannel}, ${String(revision)})`);
}

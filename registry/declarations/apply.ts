/** `declaration.apply`: makes what is declared true, in one transaction, or says what that would change. */
import { posix } from 'node:path';
import { inArray } from 'drizzle-orm';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { Problem, type ProblemFault } from '#base/problem.ts';
import { providers, registryRevision } from '#database/tables.ts';
import type { AuditNote } from '#registry/audit/entry.ts';
import { check } from '#registry/declarations/check.ts';
import { readCurrent } from '#registry/declarations/current.ts';
import { flatten } from '#registry/declarations/flatten.ts';
import { planChanges, type PlannedChange } from '#registry/declarations/plan-changes.ts';
import { readDeclarations } from '#registry/declarations/read.ts';
import { withPassedEnds } from '#registry/declarations/retired.ts';
import { thingTypes, type DeclaredThing } from '#registry/declarations/thing.ts';
import { writeChanges } from '#registry/declarations/write.ts';
import { operation, type Work } from '#registry/operation.ts';
import { mayOperate } from '#registry/permission.ts';

const fileSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(1000)
    .describe('Name of the file, as faults shall call it; references are relative to it.'),
  text: z.string().max(limits.declarationBytes).describe('Its content.'),
});

const fieldValueSchema = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string()).readonly()]);

/** One change, as it is shown. */
export const changeSchema = z.strictObject({
  kind: z.enum(['create', 'change', 'retire']),
  type: z.enum(thingTypes),
  key: z.string().describe('Names the thing among its type: `piste/sne-cotation@1.0`.'),
  fields: z.array(z.strictObject({ field: z.string(), from: fieldValueSchema, to: fieldValueSchema })),
});
export type DeclarationChange = z.output<typeof changeSchema>;

export const applyDeclaration = operation({
  name: 'declaration.apply',
  summary: 'Makes what is declared true, in one transaction; with dryRun only says what that would change.',
  http: { method: 'post', path: '/declarations' },
  input: z.strictObject({
    files: z.array(fileSchema).min(1).max(limits.declarationFiles).describe('The declarations.'),
    attachments: z
      .array(fileSchema)
      .max(limits.declarationFiles)
      .default([])
      .describe('Files that the declarations include or refer to: declarations, contracts, texts of terms.'),
    dryRun: z.boolean().default(false).describe('True: nothing is changed.'),
  }),
  output: z.strictObject({ applied: z.boolean(), changes: z.array(changeSchema) }),
  authorise: mayOperate,
  perform: async (work, _granted, input) => {
    const declared = withPassedEnds(readFiles(input), work.now);
    // One apply after the other: each must see what the one before it has made.
    if (!input.dryRun) await work.tx.select().from(registryRevision).for('update');
    const emails = declared.flatMap((thing) => {
      if (thing.type === 'account') return [thing.values.email];
      return thing.type === 'right' ? [thing.values.account] : [];
    });
    const current = await readCurrent(work.tx, { accounts: [...new Set(emails)] });
    refuseFaults(check({ declared, current }));
    const changes = planChanges(current, declared);
    const shown = changes.map(presentChange);
    if (input.dryRun) return { result: { applied: false, changes: shown }, audit: [] };
    const ids = await writeChanges(work, current, changes);
    await noteDeclared(work, declared);
    const audit = changes.map((change, index) => auditOf(change, ids[index] ?? change.thing.key));
    return { result: { applied: true, changes: shown }, audit };
  },
});

/** Keeps in mind which providers are described by files: who changes them by hand is told so. */
async function noteDeclared(work: Work, declared: readonly DeclaredThing[]): Promise<void> {
  const slugs = declared.filter((thing) => thing.type === 'provider').map((thing) => thing.key);
  await work.tx.update(providers).set({ declaredAt: work.now }).where(inArray(providers.slug, slugs));
}

type SentFile = z.output<typeof fileSchema>;

function readFiles(input: { files: readonly SentFile[]; attachments: readonly SentFile[] }): DeclaredThing[] {
  const names = input.files.map((file) => posix.normalize(file.name));
  const texts = new Map<string, string>();
  for (const file of [...input.files, ...input.attachments]) {
    const name = posix.normalize(file.name);
    if (texts.has(name)) refuseFaults([{ path: name, message: 'the file was sent twice' }]);
    texts.set(name, file.text);
  }
  const { files, faults } = readDeclarations(names, (name) => texts.get(name));
  const flat = flatten(files);
  // What is between things is only judged when every file could be read: else each fault would bring a train of others.
  refuseFaults([...faults, ...flat.faults]);
  return flat.things;
}

export function presentChange({ kind, thing, fields }: PlannedChange): DeclarationChange {
  return { kind, type: thing.type, key: thing.key, fields: [...fields] };
}

/** @throws Problem `declaration.invalid` (422) when there are faults */
export function refuseFaults(faults: readonly ProblemFault[]): void {
  if (faults.length === 0) return;
  const shown = faults.slice(0, limits.declarationFaults);
  throw new Problem(
    'declaration.invalid',
    422,
    {
      en: `The declaration has ${faults.length} fault(s); nothing was changed.`,
      fr: `La déclaration comporte ${faults.length} erreur(s) ; rien n'a été modifié.`,
    },
    { faults: shown },
  );
}

/** The audit's line about one change. */
export function auditOf({ kind, thing, fields }: PlannedChange, subjectId: string): AuditNote {
  const changed = Object.fromEntries(fields.map(({ field, from, to }) => [field, { from, to }]));
  return { subjectType: thing.type, subjectId, details: { kind, key: thing.key, changed } };
}

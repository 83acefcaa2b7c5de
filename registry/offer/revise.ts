/**
 * Single changes of what a provider offers, made by hand. A provider has one complete description, its declaration, and
 * one set of rules and writers for it: a change here takes that description from the registry, changes it, and carries
 * the difference out as `declaration.apply` would. So what can be declared can be done by hand, and nothing else; what
 * is taken away is retired; keys and history stay.
 *
 * Besides that, an administrator of a provider stays within reach (`reach.ts`): files are applied by operators.
 */
import { limits } from '#base/limits.ts';
import { inputFaults } from '#base/input-faults.ts';
import { Problem, type ProblemFault } from '#base/problem.ts';
import { registryRevision } from '#database/tables.ts';
import type { AuditNote } from '#registry/audit/entry.ts';
import { auditOf, presentChange, type DeclarationChange } from '#registry/declarations/apply.ts';
import { check } from '#registry/declarations/check.ts';
import { contentOf, type ProviderInput } from '#registry/declarations/compose.ts';
import { readCurrent } from '#registry/declarations/current.ts';
import { ofProvider, withoutRetired } from '#registry/declarations/export.ts';
import { flatten } from '#registry/declarations/flatten.ts';
import { planChanges } from '#registry/declarations/plan-changes.ts';
import { withPassedEnds } from '#registry/declarations/retired.ts';
import { declarationSchema } from '#registry/declarations/schema.ts';
import type { DeclaredThing, StoredThing } from '#registry/declarations/thing.ts';
import { writeChanges } from '#registry/declarations/write.ts';
import { pathText, type Path } from '#registry/declarations/yaml.ts';
import { checkReach } from '#registry/offer/reach.ts';
import type { Work } from '#registry/operation.ts';
import { operates } from '#registry/permission.ts';
import type { FoundProvider } from '#registry/providers/find.ts';

/** What shall be: the whole description, and where in it the change stands, so that faults can be told by field. */
export type Revision = { readonly provider: ProviderInput; readonly place: Path };

type RevisionOptions = {
  /** True: nothing is changed, and what would be is told. */
  readonly dryRun?: boolean;
};

export type Revised = { readonly changes: readonly DeclarationChange[]; readonly audit: readonly AuditNote[] };

/**
 * Changes what `provider` offers.
 *
 * @param edit gives the provider's description as it shall be; it gets a copy of its own
 * @throws Problem `offer.invalid` (422) with a fault by field of what `place` names; `terms.version_published` (409)
 */
export async function reviseOffer(
  work: Work,
  provider: FoundProvider,
  edit: (declared: ProviderInput) => Revision,
  { dryRun = false }: RevisionOptions = {},
): Promise<Revised> {
  // One change after the other, as `declaration.apply`: each must see what the one before it has made.
  if (!dryRun) await work.tx.select().from(registryRevision).for('update');
  const current = await readCurrent(work.tx, { contracts: provider });
  const revision = edit(describe(current, provider));
  const declared = withPassedEnds(flattenRevision(revision), work.now);
  const world = { declared, current };
  refuse([...check(world), ...((await operates(work)) ? [] : checkReach(world))]);
  const changes = planChanges(current, declared);
  const presented = changes.map(presentChange);
  if (dryRun) return { changes: presented, audit: [] };
  const ids = await writeChanges(work, current, changes);
  return { changes: presented, audit: changes.map((change, index) => auditOf(change, ids[index] ?? change.thing.key)) };
}

/** The provider's description. Rights are left out: those that are not named stay as they are. */
export function describe(current: readonly StoredThing[], provider: FoundProvider): ProviderInput {
  const own = withoutRetired(ofProvider(current, provider.providerId));
  const [declared] = contentOf(own.filter((thing) => thing.type !== 'right')).providers ?? [];
  if (declared === undefined) throw new Error(`provider ${provider.providerId} went away inside a transaction`);
  return declared;
}

function flattenRevision({ provider, place }: Revision): DeclaredThing[] {
  const at = (path: Path): string => fieldOf(path, ['providers', 0, ...place]);
  const declaration = { providers: [provider] };
  const parsed = declarationSchema.safeParse(declaration);
  if (!parsed.success) {
    const faults = inputFaults(declarationSchema, declaration);
    throw invalid(faults.map((fault) => ({ ...fault, path: at(fault.path.split('.').map(stepOf)) })));
  }
  const refer = (name: string) => ({ name, text: undefined });
  const { things, faults } = flatten([{ name: '', content: parsed.data, at, refer }]);
  refuse(faults);
  return things;
}

function stepOf(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** The field's name within `place`, with dots; elsewhere the whole path, as in a file. */
function fieldOf(path: Path, place: Path): string {
  const within = place.every((step, index) => path[index] === step);
  return within ? path.slice(place.length).join('.') : pathText(path.slice(2));
}

function refuse(faults: readonly ProblemFault[]): void {
  if (faults.length > 0) throw invalid(faults);
}

function invalid(faults: readonly ProblemFault[]): Problem {
  return new Problem(
    'offer.invalid',
    422,
    {
      en: `This cannot be offered so: ${faults.length} fault(s); nothing was changed.`,
      fr: `Cette offre n'est pas possible ainsi : ${faults.length} erreur(s) ; rien n'a été modifié.`,
    },
    { faults: faults.slice(0, limits.declarationFaults) },
  );
}

/**
 * The difference between what is and what is declared, as an ordered list of changes. Pure.
 *
 * What a declared provider no longer names is retired where it has a life: its APIs, products, plans, issuers, terms and
 * business profiles. Nothing is deleted. Versions of terms, join codes, accounts and rights that are not named stay as
 * they are, and so does every provider that is not named at all.
 */
import { createHash } from 'node:crypto';
import { Problem } from '#base/problem.ts';
import { retired } from '#registry/declarations/retired.ts';
import { nameOf, providerOf, thingTypes, type StoredThing, type Thing } from '#registry/declarations/thing.ts';

export type FieldValue = string | number | boolean | null | readonly string[];
export type FieldChange = { readonly field: string; readonly from: FieldValue; readonly to: FieldValue };

/** One change, with the thing as it shall be. `fields` is for people: long texts are cut, contracts are digests. */
export type PlannedChange = {
  readonly kind: 'create' | 'change' | 'retire';
  readonly thing: Thing;
  readonly fields: readonly FieldChange[];
};

/**
 * Gives the changes that make `current` into `declared`: what ends first, then the rest in the order of reference, so
 * that carrying them out one after the other never meets something that is not there yet.
 *
 * @throws Problem `terms.version_published` (409) when a declared text differs from the one that was published
 */
export function planChanges(current: readonly StoredThing[], declared: readonly Thing[]): PlannedChange[] {
  const before = new Map(current.map((thing) => [nameOf(thing.type, thing.key), thing]));
  const after = new Map(declared.map((thing) => [nameOf(thing.type, thing.key), thing]));
  const changes: PlannedChange[] = [];
  for (const thing of after.values()) {
    const stood = before.get(nameOf(thing.type, thing.key));
    if (stood === undefined) {
      changes.push({ kind: 'create', thing, fields: difference(undefined, thing) });
      continue;
    }
    refuseNewText(stood, thing);
    const fields = difference(stood, thing);
    if (fields.length > 0) changes.push({ kind: 'change', thing, fields });
  }
  return [...retirements(current, declared, after), ...changes.sort(byReference)];
}

function byReference(left: PlannedChange, right: PlannedChange): number {
  return thingTypes.indexOf(left.thing.type) - thingTypes.indexOf(right.thing.type);
}

/** What is no longer declared, in the reverse order of reference: plans before products before APIs before terms. */
function retirements(
  current: readonly StoredThing[],
  declared: readonly Thing[],
  after: ReadonlyMap<string, Thing>,
): PlannedChange[] {
  const complete = new Set(declared.filter((thing) => thing.type === 'provider').map((thing) => thing.key));
  const changes: PlannedChange[] = [];
  for (const thing of current) {
    const provider = providerOf(thing);
    if (provider === null || !complete.has(provider) || after.has(nameOf(thing.type, thing.key))) continue;
    const ended = retired(thing);
    if (ended === undefined) continue;
    const fields = difference(thing, ended);
    if (fields.length > 0) changes.push({ kind: 'retire', thing: ended, fields });
  }
  return changes.sort((left, right) => byReference(right, left));
}

/** People have consented to the text as it was: it never changes under them. */
function refuseNewText(stood: Thing, declared: Thing): void {
  if (stood.type !== 'terms-version' || declared.type !== 'terms-version') return;
  if (stood.values.textFr === declared.values.textFr && stood.values.textEn === declared.values.textEn) return;
  throw new Problem('terms.version_published', 409, {
    en: `The text of terms ${stood.key} is published and does not change: declare a new version.`,
    fr: `Le texte des CGU ${stood.key} est publié et ne change plus : déclarez une nouvelle version.`,
  });
}

/** Fields that differ, deployments one level deep: `sandbox.host`. */
function difference(from: Thing | undefined, to: Thing): FieldChange[] {
  const before = from === undefined ? new Map<string, unknown>() : fieldsOf(from);
  const after = fieldsOf(to);
  const changes: FieldChange[] = [];
  for (const field of new Set([...before.keys(), ...after.keys()])) {
    const [old, next] = [before.get(field) ?? null, after.get(field) ?? null];
    if (canonical(old) === canonical(next)) continue;
    changes.push({ field, from: shown(field, old), to: shown(field, next) });
  }
  return changes;
}

function fieldsOf(thing: Thing): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [field, value] of Object.entries(thing.values)) {
    if (field === 'contract' || typeof value !== 'object' || value === null || Array.isArray(value)) {
      fields.set(field, value);
    } else {
      for (const [inner, innerValue] of Object.entries(value)) fields.set(`${field}.${inner}`, innerValue);
    }
  }
  return fields;
}

/** JSON with sorted keys: PostgreSQL does not keep the order of a contract's keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}

const shownLength = 120;

function shown(field: string, value: unknown): FieldValue {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (field === 'contract') return `sha256:${createHash('sha256').update(canonical(value)).digest('hex').slice(0, 12)}`;
  if (Array.isArray(value)) return value.map(String);
  const text = String(value);
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}

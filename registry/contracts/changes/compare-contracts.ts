/**
 * The difference between two contracts, computed: what was added, removed, changed, and what of it breaks programs.
 *
 * Ours, because no kept JavaScript library fits: `openapi-diff` stops at OpenAPI 3.0 and brings an HTTP client,
 * `api-smart-diff` compares documents and not what they mean for each direction, the good ones are written in Go.
 */
import { limits } from '#base/limits.ts';
import { plainChange, type Change, type SeenChange } from '#registry/contracts/changes/change.ts';
import { compareOperations, type OperationAt } from '#registry/contracts/changes/operation-changes.ts';
import { canonical } from '#registry/contracts/changes/value-set.ts';
import { operationMethods } from '#registry/contracts/deployed-contract.ts';
import { isObject, objectOf, type JsonObject } from '#registry/contracts/json.ts';
import { resolveReference } from '#registry/contracts/pointer.ts';

export type ContractChanges = {
  /** Breaking ones first, then in the order of the contract. */
  readonly changes: readonly Change[];
  /** True: there are more, or the contracts were too large to look at all of them. */
  readonly cut: boolean;
};

/** Compares two contracts of OpenAPI 3.1. Texts for people (summaries, descriptions, examples) do not count. */
export function compareContracts(before: JsonObject, after: JsonObject): ContractChanges {
  const found = new Map<string, { readonly change: SeenChange; readonly operations: Set<string> }>();
  const budget = { left: limits.comparedSchemas };
  const note = (change: SeenChange, operation: string | null): void => {
    const key = canonical(change) + (change.definition === null ? operation : '');
    const known = found.get(key) ?? { change, operations: new Set<string>() };
    if (operation !== null) known.operations.add(operation);
    found.set(key, known);
  };
  const [old, fresh] = [operationsOf(before), operationsOf(after)];
  for (const [key, operation] of old) {
    const other = fresh.get(key);
    const base = { ...plainChange, subject: 'operation' } as const;
    if (other === undefined) note({ ...base, kind: 'removed', breaking: true }, operation.name);
    else compareOperations({ before, after, budget, report: (change) => note(change, other.name) }, operation, other);
  }
  for (const [key, { name }] of fresh) {
    if (!old.has(key)) note({ ...plainChange, subject: 'operation', kind: 'added' }, name);
  }
  compareDefinitions(before, after, (change) => note(change, null));
  const all = [...found.values()].map(({ change, operations }) => ({ ...change, operations: [...operations] }));
  const changes = [...all.filter(({ breaking }) => breaking), ...all.filter(({ breaking }) => !breaking)];
  return {
    changes: changes.slice(0, limits.shownChanges),
    cut: changes.length > limits.shownChanges || budget.left <= 0,
  };
}

/** Operations by method and path; what parameters in the path are called makes no difference. */
function operationsOf(contract: JsonObject): ReadonlyMap<string, OperationAt & { readonly name: string }> {
  const operations = new Map<string, OperationAt & { readonly name: string }>();
  for (const [path, given] of Object.entries(objectOf(contract['paths']))) {
    const item = resolveReference(contract, given);
    for (const method of operationMethods) {
      const operation = item[method];
      if (!isObject(operation)) continue;
      const name = `${method.toUpperCase()} ${path}`;
      operations.set(name.replaceAll(/\{[^}]*\}/g, '{}'), { name, path, item, operation });
    }
  }
  return operations;
}

/** Definitions that came and went; what changed in them was found where operations use them. */
function compareDefinitions(before: JsonObject, after: JsonObject, report: (change: SeenChange) => void): void {
  const namesOf = (contract: JsonObject): string[] =>
    Object.keys(objectOf(objectOf(contract['components'])['schemas']));
  const [old, fresh] = [new Set(namesOf(before)), new Set(namesOf(after))];
  for (const definition of old) {
    if (!fresh.has(definition)) report({ ...plainChange, subject: 'definition', kind: 'removed', definition });
  }
  for (const definition of fresh) {
    if (!old.has(definition)) report({ ...plainChange, subject: 'definition', kind: 'added', definition });
  }
}

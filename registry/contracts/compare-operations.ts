import { operationsOf } from '#registry/contracts/lint/walk.ts';

export type OperationDifference = { readonly added: readonly string[]; readonly removed: readonly string[] };

/** Operations that one contract has and the other has not, as `GET /path`. Callers of those removed will be refused. */
export function compareOperations(before: unknown, after: unknown): OperationDifference {
  const [old, next] = [namesIn(before), namesIn(after)];
  return { added: [...next].filter((name) => !old.has(name)), removed: [...old].filter((name) => !next.has(name)) };
}

function namesIn(contract: unknown): ReadonlySet<string> {
  const document = typeof contract === 'object' && contract !== null ? { ...contract } : {};
  return new Set(operationsOf(document).map(({ method, path }) => `${method.toUpperCase()} ${path}`));
}

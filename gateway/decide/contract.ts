/**
 * The operations of an API's contract, compiled so that a path is matched segment by segment in linear time. Segments are
 * compared as they were sent, percent-encodings included.
 */
export type Contract = { readonly paths: readonly ContractPath[] };

type ContractPath = { readonly segments: readonly Segment[]; readonly methods: ReadonlySet<string> };

/** Pieces of text between parameters: `['healthcheck']` has none, `['', '']` is one parameter alone. */
type Segment = readonly string[];

export function compileContract(operations: readonly { readonly method: string; readonly path: string }[]): Contract {
  const methodsByPath = new Map<string, Set<string>>();
  for (const operation of operations) {
    const methods = methodsByPath.get(operation.path) ?? new Set<string>();
    methods.add(operation.method.toUpperCase());
    methodsByPath.set(operation.path, methods);
  }
  const paths = [...methodsByPath].map(([path, methods]) => ({
    segments: path.split('/').map((segment) => segment.split(/\{[^{}]*\}/)),
    methods,
  }));
  // A path without parameters comes before one with them: `/accounts/import` before `/accounts/{id}`.
  return { paths: paths.sort((left, right) => parameterCount(left) - parameterCount(right)) };
}

function parameterCount(path: ContractPath): number {
  return path.segments.reduce((count, pieces) => count + pieces.length - 1, 0);
}

/** Gives the methods that the contract has at `path` (below the base path); null when no operation has this path. */
export function methodsAt(contract: Contract, path: string): ReadonlySet<string> | null {
  const segments = path.split('/');
  const found = contract.paths.filter((candidate) => matches(candidate.segments, segments));
  if (found.length <= 1) return found[0]?.methods ?? null;
  return found.reduce<ReadonlySet<string>>((methods, candidate) => methods.union(candidate.methods), new Set());
}

/** True when the operations at a path answer `method`; HEAD is answered wherever GET is (RFC 9110 §9.3.2). */
export function answers(methods: ReadonlySet<string>, method: string): boolean {
  return methods.has(method) || (method === 'HEAD' && methods.has('GET'));
}

function matches(pattern: readonly Segment[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((pieces, index) => matchesSegment(pieces, segments[index] ?? ''))
  );
}

/** Every parameter stands for at least one character; the pieces between them must come in order. */
function matchesSegment(pieces: Segment, segment: string): boolean {
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return segment === first;
  const last = pieces.at(-1) ?? '';
  if (!segment.startsWith(first)) return false;
  let position = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const at = segment.indexOf(piece, position + 1);
    if (at === -1) return false;
    position = at + piece.length;
  }
  return segment.endsWith(last) && segment.length - last.length > position;
}

/**
 * The operations of an API's contract as a tree of segments: what a path costs depends on its own length, not on how many
 * operations there are. Segments are compared as they were sent, percent-encodings included.
 */
export type Contract = { readonly root: Node };

type Node = {
  /** Segments without parameters, by their text. */
  readonly fixed: Map<string, Node>;
  /** Segments with parameters: those of different paths that only name them differently are one. */
  readonly patterns: { readonly pieces: Pieces; readonly node: Node }[];
  /** Methods of the path that ends here; empty where none does. */
  readonly methods: Set<string>;
  /** The path of each of them as the contract writes it. */
  readonly templates: Map<string, string>;
};

/** Pieces of text between parameters: `{a}.{b}` is `['', '.', '']`. */
type Pieces = readonly string[];

export function compileContract(operations: readonly { readonly method: string; readonly path: string }[]): Contract {
  const root = newNode();
  for (const { method, path } of operations) {
    let node = root;
    for (const segment of path.split('/')) node = childFor(node, segment.split(/\{[^{}]*\}/));
    node.methods.add(method.toUpperCase());
    node.templates.set(method.toUpperCase(), path);
  }
  return { root };
}

function newNode(): Node {
  return { fixed: new Map(), patterns: [], methods: new Set(), templates: new Map() };
}

function childFor(parent: Node, pieces: Pieces): Node {
  const [text = ''] = pieces;
  const known =
    pieces.length === 1
      ? parent.fixed.get(text)
      : parent.patterns.find(({ pieces: others }) => others.join('{}') === pieces.join('{}'))?.node;
  if (known !== undefined) return known;
  const node = newNode();
  if (pieces.length === 1) parent.fixed.set(text, node);
  else parent.patterns.push({ pieces, node });
  return node;
}

/**
 * Gives the methods that the contract has at `path`, of which what comes before `from` is the base path; null when no
 * operation has this path. Where several have it (`/accounts/import`, `/accounts/{id}`), the methods of all, those of the
 * path without parameters first.
 */
export function methodsAt(contract: Contract, path: string, from = 0): ReadonlySet<string> | null {
  return gather(contract.root, path, from, null);
}

/** Adds to `found` what is at and below `node` for the rest of the path, which begins at `start`. */
function gather(
  node: Node,
  path: string,
  start: number,
  found: ReadonlySet<string> | null,
): ReadonlySet<string> | null {
  const slash = path.indexOf('/', start);
  const segment = path.slice(start, slash === -1 ? path.length : slash);
  const fixed = node.fixed.get(segment);
  let all = fixed === undefined ? found : gatherFrom(fixed, path, slash, found);
  for (const { pieces, node: child } of node.patterns) {
    if (matchesSegment(pieces, segment)) all = gatherFrom(child, path, slash, all);
  }
  return all;
}

function gatherFrom(
  node: Node,
  path: string,
  slash: number,
  found: ReadonlySet<string> | null,
): ReadonlySet<string> | null {
  if (slash !== -1) return gather(node, path, slash + 1, found);
  if (node.methods.size === 0) return found;
  return found === null ? node.methods : found.union(node.methods);
}

/**
 * Gives the path of the operation that `method` calls at `path`, as the contract writes it: `/accounts/{id}`. Where only other
 * methods have the path, theirs; null when no operation has it. Parameters come after what is without them.
 */
export function templateAt(contract: Contract, method: string, path: string, from = 0): string | null {
  const nodes: Node[] = [];
  endNodes(contract.root, path, from, nodes);
  const called = method === 'HEAD' ? ['HEAD', 'GET'] : [method];
  for (const name of called) {
    const found = nodes.find(({ templates }) => templates.has(name))?.templates.get(name);
    if (found !== undefined) return found;
  }
  return nodes[0]?.templates.values().next().value ?? null;
}

/** Adds to `found` every node at which the path ends, in the order in which `gather` finds them. */
function endNodes(node: Node, path: string, start: number, found: Node[]): void {
  const slash = path.indexOf('/', start);
  const segment = path.slice(start, slash === -1 ? path.length : slash);
  const below = (child: Node): void => {
    if (slash !== -1) endNodes(child, path, slash + 1, found);
    else if (child.methods.size > 0) found.push(child);
  };
  const fixed = node.fixed.get(segment);
  if (fixed !== undefined) below(fixed);
  for (const { pieces, node: child } of node.patterns) if (matchesSegment(pieces, segment)) below(child);
}

/** True when the operations at a path answer `method`; HEAD is answered wherever GET is (RFC 9110 §9.3.2). */
export function answers(methods: ReadonlySet<string>, method: string): boolean {
  return methods.has(method) || (method === 'HEAD' && methods.has('GET'));
}

/** Every parameter stands for at least one character; the pieces between them must come in order. */
function matchesSegment(pieces: Pieces, segment: string): boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (!segment.startsWith(first)) return false;
  let position = first.length;
  for (let index = 1; index < pieces.length - 1; index += 1) {
    const piece = pieces[index] ?? '';
    const at = segment.indexOf(piece, position + 1);
    if (at === -1) return false;
    position = at + piece.length;
  }
  return segment.endsWith(last) && segment.length - last.length > position;
}

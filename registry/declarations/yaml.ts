/**
 * Reads one YAML text, with the place of everything in it. Pure: text in, value and faults out.
 *
 * YAML 1.2, core schema, one document. Anchors and aliases are refused: a few lines of them can unfold into gigabytes,
 * and a declaration reads better written out.
 */
import { isAlias, isCollection, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml';
import { limits } from '#base/limits.ts';
import type { ProblemFault } from '#base/problem.ts';

/** A way into a value: `['providers', 0, 'slug']`. */
export type Path = readonly PropertyKey[];

/** What one text holds. */
export type YamlText = {
  readonly name: string;
  readonly value: unknown;
  readonly faults: readonly ProblemFault[];
  /** `piste.yaml:12:9 providers[0].slug`; what is not there is placed at the nearest thing around it. */
  readonly at: (path: Path) => string;
  /** What stands at `path`, as written: `1.0` for the number one; undefined when it is no plain value. */
  readonly written: (path: Path) => string | undefined;
};

/** `providers[0].slug` */
export function pathText(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

/** Reads `text`, the content of the file `name`. Faults come with line and column; the value is undefined then. */
export function readYaml(name: string, text: string): YamlText {
  if (Buffer.byteLength(text) > limits.declarationBytes) {
    return unreadable(name, `is larger than ${limits.declarationBytes} bytes`);
  }
  const lines = new LineCounter();
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  try {
    const document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      strict: true,
      stringKeys: true,
      // Looked for by `structureFaults`, in linear time.
      uniqueKeys: false,
      prettyErrors: false,
      // 'silent' would also keep a second document silent.
      logLevel: 'error',
      lineCounter: lines,
    });
    const faults = [...document.errors, ...document.warnings].map((error) => ({
      path: place(error.pos[0]),
      message: `not YAML 1.2: ${error.message}`,
    }));
    const all = faults.length > 0 ? faults : structureFaults(document, place);
    return {
      name,
      value: all.length > 0 ? undefined : document.toJS({ maxAliasCount: 0 }),
      faults: all,
      at: (path) => `${place(offsetOf(document, path))} ${pathText(path)}`.trimEnd(),
      written: (path) => writtenAt(document, path),
    };
  } catch (cause) {
    // The parser recurses: a text that nests thousands deep ends it with a RangeError before we can count.
    if (cause instanceof RangeError) return unreadable(name, `nests deeper than ${limits.declarationDepth} levels`);
    throw cause;
  }
}

function unreadable(name: string, message: string): YamlText {
  return {
    name,
    value: undefined,
    faults: [{ path: `${name}:1:1`, message }],
    at: (path) => `${name}:1:1 ${pathText(path)}`.trimEnd(),
    written: () => undefined,
  };
}

/** Aliases, keys written twice, nesting too deep. */
function structureFaults(document: Document.Parsed, place: (offset: number) => string): ProblemFault[] {
  const faults: ProblemFault[] = [];
  visit(document, {
    Alias: (_key, node) => {
      const offset = node.range?.[0] ?? 0;
      faults.push({ path: place(offset), message: 'anchors and aliases are not allowed: write the value out' });
    },
    Collection: (_key, node, ancestors) => {
      if (ancestors.filter((above) => isCollection(above)).length < limits.declarationDepth) return undefined;
      faults.push({
        path: place(node.range?.[0] ?? 0),
        message: `nests deeper than ${limits.declarationDepth} levels`,
      });
      return visit.SKIP;
    },
    Map: (_key, node) => {
      const first = new Map<unknown, number>();
      for (const { key } of node.items) {
        if (!isScalar(key)) continue;
        const offset = key.range?.[0] ?? 0;
        const earlier = first.get(key.value);
        if (earlier === undefined) first.set(key.value, offset);
        else {
          faults.push({
            path: place(offset),
            message: `"${String(key.value)}" is written twice; first at ${place(earlier)}`,
          });
        }
      }
    },
  });
  return faults;
}

/** Where `path` begins in the text: its key if it has one, else its value; the nearest thing around it when missing. */
function offsetOf(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
      if (pair === undefined) return offset;
      offset = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      offset = (isCollection(node) || isScalar(node) || isAlias(node) ? node.range?.[0] : undefined) ?? offset;
    } else return offset;
  }
  return offset;
}

function writtenAt(document: Document.Parsed, path: Path): string | undefined {
  const node = document.getIn(path, true);
  return isScalar(node) && typeof node.source === 'string' ? node.source : undefined;
}

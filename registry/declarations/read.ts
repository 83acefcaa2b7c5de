/**
 * Reads declarations: the files that were named, those that they include, and the contracts and texts that they refer
 * to. Pure: where a file's content comes from is the caller's business (`open`). All faults are collected, none thrown.
 */
import { posix } from 'node:path';
import { limits } from '#base/limits.ts';
import type { ProblemFault } from '#base/problem.ts';
import { explain } from '#registry/declarations/explain.ts';
import { declarationSchema, type DeclarationContent } from '#registry/declarations/schema.ts';
import { readYaml, type Path } from '#registry/declarations/yaml.ts';

/** Gives the content of the file `name`, or undefined when there is none. */
export type OpenFile = (name: string) => string | undefined;

/** A file that another one refers to: its name, and its content if it could be opened. */
export type ReferredFile = { readonly name: string; readonly text: string | undefined };

/** One declaration file that has the right shape. */
export type DeclarationFile = {
  readonly name: string;
  readonly content: DeclarationContent;
  readonly at: (path: Path) => string;
  /** The file that this one calls `reference`. */
  readonly refer: (reference: string) => ReferredFile;
};

export type ReadDeclarations = { readonly files: readonly DeclarationFile[]; readonly faults: readonly ProblemFault[] };

/** The name of the file that `from` calls `reference`. */
export function resolveReference(from: string, reference: string): string {
  return posix.isAbsolute(reference) ? reference : posix.join(posix.dirname(from), reference);
}

/**
 * Reads the declarations `names` and what they include, each once. A file that includes itself, over however many
 * others, is a fault.
 */
export function readDeclarations(names: readonly string[], open: OpenFile): ReadDeclarations {
  const files: DeclarationFile[] = [];
  const faults: ProblemFault[] = [];
  const done = new Set<string>();

  const read = (name: string, includedBy: readonly string[], askedAt: string): void => {
    if (includedBy.includes(name)) {
      faults.push({ path: askedAt, message: `files include each other: ${[...includedBy, name].join(' → ')}` });
      return;
    }
    if (done.has(name)) return;
    if (done.size >= limits.declarationFiles) {
      faults.push({ path: askedAt, message: `a declaration has at most ${limits.declarationFiles} files` });
      return;
    }
    done.add(name);
    const text = open(name);
    if (text === undefined) {
      faults.push({ path: askedAt, message: `there is no file ${name}` });
      return;
    }
    const { file, faults: own } = readOne(name, text, open);
    faults.push(...own);
    if (file === undefined) return;
    files.push(file);
    for (const [index, reference] of file.content.include.entries()) {
      read(resolveReference(name, reference), [...includedBy, name], file.at(['include', index]));
    }
  };

  for (const name of names) read(posix.normalize(name), [], name);
  return { files, faults };
}

function readOne(
  name: string,
  text: string,
  open: OpenFile,
): { file: DeclarationFile | undefined; faults: readonly ProblemFault[] } {
  const source = readYaml(name, text);
  if (source.faults.length > 0) return { file: undefined, faults: source.faults };
  // An empty file declares nothing: allowed, as an empty mapping is.
  const parsed = declarationSchema.safeParse(source.value ?? {});
  if (!parsed.success) return { file: undefined, faults: explain(source, parsed.error) };
  const refer = (reference: string): ReferredFile => {
    const referred = resolveReference(name, reference);
    return { name: referred, text: open(referred) };
  };
  return { file: { name, content: parsed.data, at: source.at, refer }, faults: [] };
}

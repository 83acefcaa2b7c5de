/** Collects from the disk what `declaration.apply` needs: the named declarations and every file that they refer to. */
import { readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { flatten } from '#registry/declarations/flatten.ts';
import { readDeclarations } from '#registry/declarations/read.ts';

export type DeclarationText = { readonly name: string; readonly text: string };
export type DeclarationInputFiles = { readonly files: DeclarationText[]; readonly attachments: DeclarationText[] };

/**
 * Reads the declarations at `paths` with what they include and refer to, as the input of `declaration.apply`. Faults in
 * their content are left for the operation to report.
 *
 * @throws Problem `declaration.unreadable` (422) when a file is too large or cannot be read as UTF-8 text
 */
export function collectDeclarationFiles(paths: readonly string[]): DeclarationInputFiles {
  const texts = new Map<string, string>();
  const open = (name: string): string | undefined => {
    const known = texts.get(name);
    if (known !== undefined) return known;
    const text = readText(name);
    if (text !== undefined) texts.set(name, text);
    return text;
  };
  const roots = [...new Set(paths.map((path) => posix.normalize(path)))];
  flatten(readDeclarations(roots, open).files);
  for (const root of roots) {
    if (!texts.has(root)) throw unreadable(root, 'there is no such file', "il n'y a pas de tel fichier");
  }
  const all = [...texts].map(([name, text]) => ({ name, text }));
  return {
    files: all.filter(({ name }) => roots.includes(name)),
    attachments: all.filter(({ name }) => !roots.includes(name)),
  };
}

function readText(name: string): string | undefined {
  const found = statSync(name, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isFile()) throw unreadable(name, 'it is no file', "ce n'est pas un fichier");
  if (found.size > limits.declarationBytes) {
    const bytes = limits.declarationBytes;
    throw unreadable(name, `it is larger than ${bytes} bytes`, `il dépasse ${bytes} octets`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(name));
  } catch (cause) {
    throw unreadable(name, 'it cannot be read as UTF-8 text', 'il ne se lit pas comme un texte UTF-8', cause);
  }
}

function unreadable(name: string, en: string, fr: string, cause?: unknown): Problem {
  return new Problem(
    'declaration.unreadable',
    422,
    { en: `The file ${name} cannot be used: ${en}.`, fr: `Le fichier ${name} est inutilisable : ${fr}.` },
    { cause },
  );
}

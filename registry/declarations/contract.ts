/** Reads the contract of a declared API: an OpenAPI 3 document, in the declaration itself or in a file of its own. */
import type { ProblemFault } from '#base/problem.ts';
import type { DeclarationFile } from '#registry/declarations/read.ts';
import { readYaml } from '#registry/declarations/yaml.ts';

type ReadContract = { readonly document: unknown; readonly faults: readonly ProblemFault[] };

/** Gives the document that `declared` is or names; null when there is none. `path` is where it stands in `file`. */
export function readContract(
  file: DeclarationFile,
  declared: string | Record<string, unknown> | undefined,
  path: readonly (string | number)[],
): ReadContract {
  if (declared === undefined) return { document: null, faults: [] };
  if (typeof declared !== 'string') return judge(declared, file.at(path));
  const { name, text } = file.refer(declared);
  if (text === undefined) return refuse(file.at(path), `there is no file ${name}`);
  // JSON is YAML 1.2: one reader for both.
  const source = readYaml(name, text);
  if (source.faults.length > 0) return { document: null, faults: source.faults };
  return judge(source.value, `${name}:1:1`);
}

function refuse(path: string, message: string): ReadContract {
  return { document: null, faults: [{ path, message }] };
}

function judge(document: unknown, path: string): ReadContract {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return refuse(path, 'expected an OpenAPI document: a mapping');
  }
  if (!('openapi' in document) || typeof document.openapi !== 'string' || !/^3\.\d+\.\d+/.test(document.openapi)) {
    return refuse(path, 'expected an OpenAPI 3 document: openapi: "3.1.0"');
  }
  if (!('paths' in document) || typeof document.paths !== 'object' || document.paths === null) {
    return refuse(path, 'expected an OpenAPI document with paths');
  }
  if (!isStorable(document)) return refuse(path, 'holds a character or number that cannot be stored');
  return { document, faults: [] };
}

/** True when PostgreSQL keeps the value in `jsonb` as it is: no NUL, no half surrogate pair, only finite numbers. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\u0000');
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorable(inner));
}

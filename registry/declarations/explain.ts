/** Says in words what zod found wrong in a YAML text: where, what was expected, what stood there. */
import type { z } from 'zod';
import type { ProblemFault } from '#base/problem.ts';
import type { Path, YamlText } from '#registry/declarations/yaml.ts';

type Issue = z.core.$ZodIssue;

const words: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping (key: value)',
  record: 'a mapping (key: value)',
};

/** Gives the faults of `error`, found in `source`, in the order of the text's structure. */
export function explain(source: YamlText, error: z.core.$ZodError): ProblemFault[] {
  return error.issues.flatMap((issue) => faultsOf(source, issue, issue.path));
}

function faultsOf(source: YamlText, issue: Issue, path: Path): ProblemFault[] {
  if (issue.code === 'unrecognized_keys') {
    // The value of an unknown field is not repeated: somebody may have typed a password there.
    return issue.keys.map((key) => ({ path: source.at([...path, key]), message: 'there is no such field' }));
  }
  if (issue.code === 'invalid_union') {
    // The branch that got furthest says more than "none of these fits": {fr: …} without en.
    const inside = issue.errors.find((branch) => branch.every((inner) => inner.path.length > 0 || isAboutKeys(inner)));
    if (inside !== undefined && inside.length > 0) {
      return inside.flatMap((inner) => faultsOf(source, inner, [...path, ...inner.path]));
    }
  }
  return [{ path: source.at(path), message: messageOf(source, issue, path) }];
}

function isAboutKeys(issue: Issue): boolean {
  return issue.code === 'unrecognized_keys';
}

function messageOf(source: YamlText, issue: Issue, path: Path): string {
  const found = valueAt(source.value, path);
  if (found === undefined) return `is missing: ${expectation(issue)}`;
  const hint =
    issue.code === 'invalid_type' && issue.expected === 'string' && typeof found === 'number'
      ? ` (write it in quotes: "${source.written(path) ?? String(found)}")`
      : '';
  return `${expectation(issue)}, found ${describe(found, source.written(path))}${hint}`;
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${words[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `expected at least ${issue.minimum}${unit(issue.origin)}`;
    case 'too_big':
      return `expected at most ${issue.maximum}${unit(issue.origin)}`;
    default:
      return issue.message;
  }
}

function unit(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

function describe(found: unknown, written: string | undefined): string {
  if (Array.isArray(found)) return `a list of ${found.length}`;
  if (found === null) return 'nothing';
  if (typeof found === 'object') return 'a mapping';
  if (typeof found === 'string') return JSON.stringify(found.length > 60 ? `${found.slice(0, 60)}…` : found);
  return `${typeof found === 'number' ? 'the number ' : ''}${written ?? String(found)}`;
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = Reflect.get(current, step);
  }
  return current;
}

/**
 * Which series a key names. Webstat's own syntax: `*` for a whole dimension, `+` between full keys, the data set's name
 * before the key or not. SDMX's does not collide with it: nothing for a whole dimension, `+` between codes of one.
 */
import { limits } from '#base/limits.ts';

/** The codes wanted at each position; null: any. */
export type KeyPattern = readonly (readonly string[] | null)[];

const code = /^[A-Za-z0-9_@$-]+$/;

type Shape = {
  readonly dataset: string;
  /** How many dimensions its keys have. */
  readonly dimensions: number;
};

/** Reads a key as Webstat has it; null when it names no series of such a data set, or all of them. */
export function parseWebstatKey(text: string, { dataset, dimensions }: Shape): readonly KeyPattern[] | null {
  const keys = text.split('+').map((key) => withoutPrefix(key.split('.'), dataset, dimensions));
  const patterns =
    keys.length > 1 && keys.every(({ length }) => length === dimensions)
      ? keys.map(patternOf)
      : [patternOf(withoutPrefix(text.split('.'), dataset, dimensions))];
  const isKey = (pattern: KeyPattern | null): pattern is KeyPattern =>
    pattern !== null && pattern.length === dimensions && pattern.some((codes) => codes !== null);
  return patterns.length <= limits.webstatKeys && patterns.every(isKey) ? patterns : null;
}

/** Reads a key as SDMX has it (REST 1.5 §4.2): `all`, or a position for each dimension. */
export function parseSdmxKey(text: string, dimensions: number): KeyPattern | null {
  if (text === 'all') return Array.from({ length: dimensions }, () => null);
  const pattern = patternOf(text.split('.'));
  return pattern !== null && pattern.length === dimensions ? pattern : null;
}

function withoutPrefix(parts: readonly string[], dataset: string, dimensions: number): readonly string[] {
  return parts.length === dimensions + 1 && parts[0] === dataset ? parts.slice(1) : parts;
}

function patternOf(parts: readonly string[]): KeyPattern | null {
  const pattern = parts.map((part) => (part === '' || part === '*' ? null : part.split('+')));
  return pattern.every((codes) => codes === null || codes.every((one) => code.test(one))) ? pattern : null;
}

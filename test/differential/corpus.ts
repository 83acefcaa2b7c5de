/** Reads the corpus: streams that are written so that one can see every byte of them. */
import { readFileSync } from 'node:fs';

export type CorpusCase = {
  readonly name: string;
  /** Statuses that the gateway's client gets, in order; empty when it gets none. */
  readonly statuses: readonly number[];
  /** One byte a character. */
  readonly stream: string;
};

const escapes: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', '0': '\0', '\\': '\\' };

function unescape(text: string): string {
  return text.replace(/\\(?:x([0-9a-f]{2})|(.))/gi, (_, hex: string | undefined, letter: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    const byte = escapes[letter ?? ''];
    if (byte === undefined) throw new Error(`the corpus knows no \\${letter}`);
    return byte;
  });
}

/** Gives the cases of `corpus/<name>.http`; the file itself says how it is written. */
export function readCorpus(name: 'requests' | 'responses'): CorpusCase[] {
  const text = readFileSync(new URL(`corpus/${name}.http`, import.meta.url), 'utf8');
  const [, ...entries] = text.split(/^### /m);
  return entries.map((entry) => {
    const [title = '', ...lines] = entry.trimEnd().split('\n');
    const [caseName = '', statuses = ''] = title.split(' | ');
    const numbers = statuses.trim() === '-' ? [] : statuses.trim().split(' ').map(Number);
    return { name: caseName, statuses: numbers, stream: unescape(lines.join('')) };
  });
}

/**
 * A table by SHA-256 digests, as strings of 32 bytes. A digest is as random as a hash can be: its first bytes say where to
 * look, and the rest is compared there. (A Map would make every digest that is asked for a string of the engine's own
 * table first, which costs more than all the rest of a look-up.)
 */

export type DigestTable<Value> = {
  readonly get: (digest: string) => Value | undefined;
  /** Puts a value in; the one that was put in first goes when there is no more room. */
  readonly put: (digest: string, value: Value) => void;
};

const none = -1;

/** Opens a table for `size` values at most; it grows to that as they come. */
export function openDigestTable<Value>(size: number): DigestTable<Value> {
  let bits = 6;
  /** First entry of each bucket, and the next one of each entry's bucket. */
  let first = new Int32Array(2 ** bits).fill(none);
  const next = new Int32Array(size).fill(none);
  const digests: string[] = [];
  const values: Value[] = [];
  /** The entry that is used next: once all are in use, the oldest. */
  let turn = 0;

  const bucketOf = (digest: string): number =>
    ((digest.charCodeAt(0) << 16) | (digest.charCodeAt(1) << 8) | digest.charCodeAt(2)) & (first.length - 1);

  const link = (entry: number, digest: string): void => {
    const bucket = bucketOf(digest);
    next[entry] = first[bucket] ?? none;
    first[bucket] = entry;
  };

  const unlink = (entry: number, digest: string): void => {
    const bucket = bucketOf(digest);
    let at = first[bucket] ?? none;
    if (at === entry) {
      first[bucket] = next[entry] ?? none;
      return;
    }
    while (at !== none && next[at] !== entry) at = next[at] ?? none;
    if (at !== none) next[at] = next[entry] ?? none;
  };

  const find = (digest: string): number => {
    let entry = first[bucketOf(digest)] ?? none;
    while (entry !== none && digests[entry] !== digest) entry = next[entry] ?? none;
    return entry;
  };

  const grow = (): void => {
    bits += 2;
    first = new Int32Array(2 ** bits).fill(none);
    for (const [entry, digest] of digests.entries()) link(entry, digest);
  };

  return {
    get: (digest) => {
      const entry = find(digest);
      return entry === none ? undefined : values[entry];
    },
    put: (digest, value) => {
      const known = find(digest);
      if (known !== none) {
        values[known] = value;
        return;
      }
      const oldest = digests[turn];
      if (oldest !== undefined) unlink(turn, oldest);
      else if (digests.length >= first.length && bits < 22) grow();
      digests[turn] = digest;
      values[turn] = value;
      link(turn, digest);
      turn = turn + 1 < size ? turn + 1 : 0;
    },
  };
}

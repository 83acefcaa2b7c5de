/**
 * A table by tokens, which are kept as they are: to make a digest of each token that is asked for costs three times the rest of
 * a look-up, and of a JWT ten times. The time that a look-up takes tells nothing that helps to guess one: a token is looked for
 * by its last four characters, and what lies there is compared over the last 64 without an end before them. These are all of an
 * opaque token, and of a JWT 384 bits of its signature. Only who has them right learns from the time of comparing the rest.
 * (A Map would make every token that is asked for a string of the engine's own table first, and compare as it likes.)
 */

export type TokenTable<Value> = {
  readonly get: (token: string) => Value | undefined;
  /** Puts a value in; those that were put in first go when there is no more room. */
  readonly put: (token: string, value: Value) => void;
};

export type TokenTableSize = {
  readonly tokens: number;
  /** Of all tokens together; a token that is longer than that is not kept. */
  readonly characters: number;
};

const none = -1;
const comparedCharacters = 64;

/** Opens a table of this size at most; it grows to that as tokens come. */
export function openTokenTable<Value>(size: TokenTableSize): TokenTable<Value> {
  const buckets = openBuckets(size.tokens);
  const tokens: string[] = [];
  const values: (Value | undefined)[] = [];
  /** Entries are used in turn; those in use are the `used` ones from `oldest` on. */
  let oldest = 0;
  let used = 0;
  let characters = 0;

  const find = (token: string): number => {
    let entry = buckets.first(endOf(token));
    while (entry !== none && !isSame(tokens[entry] ?? '', token)) entry = buckets.next(entry);
    return entry;
  };

  const dropOldest = (): void => {
    const token = tokens[oldest] ?? '';
    buckets.unlink(oldest, endOf(token));
    characters -= token.length;
    tokens[oldest] = '';
    values[oldest] = undefined;
    oldest = (oldest + 1) % size.tokens;
    used -= 1;
  };

  const add = (token: string, value: Value): void => {
    const entry = (oldest + used) % size.tokens;
    tokens[entry] = copyOf(token);
    values[entry] = value;
    used += 1;
    characters += token.length;
    if (!buckets.isFullAt(used)) {
      buckets.link(entry, endOf(token));
      return;
    }
    buckets.widen();
    for (let count = 0; count < used; count += 1) {
      const each = (oldest + count) % size.tokens;
      buckets.link(each, endOf(tokens[each] ?? ''));
    }
  };

  return {
    get: (token) => {
      const entry = find(token);
      return entry === none ? undefined : values[entry];
    },
    put: (token, value) => {
      const known = find(token);
      if (known !== none) values[known] = value;
      if (known !== none || token.length > size.characters) return;
      while (used === size.tokens || characters + token.length > size.characters) dropOldest();
      add(token, value);
    },
  };
}

/** Which entries lie together, by the ends of their tokens. */
function openBuckets(entries: number) {
  let bits = 6;
  let firsts = new Int32Array(2 ** bits).fill(none);
  const nexts = new Int32Array(entries).fill(none);
  // The golden ratio (Knuth, volume 3, 6.4) spreads ends over the upper bits.
  const bucketOf = (end: number): number => Math.imul(end, 0x9e37_79b1) >>> (32 - bits);
  return {
    first: (end: number): number => firsts[bucketOf(end)] ?? none,
    next: (entry: number): number => nexts[entry] ?? none,
    link: (entry: number, end: number): void => {
      const bucket = bucketOf(end);
      nexts[entry] = firsts[bucket] ?? none;
      firsts[bucket] = entry;
    },
    unlink: (entry: number, end: number): void => {
      const bucket = bucketOf(end);
      let at = firsts[bucket] ?? none;
      if (at === entry) firsts[bucket] = nexts[entry] ?? none;
      while (at !== none && nexts[at] !== entry) at = nexts[at] ?? none;
      if (at !== none) nexts[at] = nexts[entry] ?? none;
    },
    isFullAt: (used: number): boolean => used > firsts.length && bits < 22,
    /** Makes room for four times as many; all entries must be linked again. */
    widen: (): void => {
      bits += 2;
      firsts = new Int32Array(2 ** bits).fill(none);
    },
  };
}

/** The last four characters, as a number. */
function endOf(token: string): number {
  const { length } = token;
  return (
    token.charCodeAt(length - 1) |
    (token.charCodeAt(length - 2) << 8) |
    (token.charCodeAt(length - 3) << 16) |
    (token.charCodeAt(length - 4) << 24)
  );
}

function isSame(known: string, asked: string): boolean {
  const { length } = known;
  if (asked.length !== length) return false;
  let difference = 0;
  for (let at = Math.max(0, length - comparedCharacters); at < length; at += 1) {
    difference |= known.charCodeAt(at) ^ asked.charCodeAt(at);
  }
  return difference === 0 && known === asked;
}

/** The token alone: a part of a head would keep the whole head in memory. */
function copyOf(token: string): string {
  return Buffer.from(token, 'latin1').toString('latin1');
}

/**
 * A series as two columns of bytes, one of periods and one of values: about two bytes an observation where a row of SQL
 * takes sixty. Numbers are variable-length integers (seven bits a byte, the lowest first), signs folded in (zigzag).
 */
export type Columns = {
  /** Ordinals, ascending. */
  readonly periods: Int32Array;
  /** NaN: the period is there, its value is missing. */
  readonly values: Float64Array;
};

/** Periods: without gaps, or by their distances. Values: as they are, or from here on integers with 0, 1, 2… decimals. */
const contiguous = 0;
const byDistance = 1;
const asFloats = 0;
const firstScale = 1;

/** More decimals than any statistic has; powers of ten up to 22 are exact in a double. */
const decimalsAtMost = 12;
/** Differences of two such integers are exact, and fold into a zigzag that is. */
const integerAtMost = 2 ** 51;

/** Small numbers of either sign as small ones without: 0, -1, 1, -2… become 0, 1, 2, 3…. */
function folded(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function unfolded(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** Collects bytes. */
class Writer {
  #bytes: Buffer;
  #length = 0;

  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafe(Math.max(16, expected));
  }

  unsigned(value: number): void {
    let rest = value;
    this.#reserve(8);
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  signed(value: number): void {
    this.unsigned(folded(value));
  }

  double(value: number): void {
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  take(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe((this.#length + more) * 2);
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

/** Reads them back; bytes of our own making, so that what does not fit is a broken database. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  unsigned(): number {
    let value = 0;
    let weight = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error('a column of a series is shorter than it says');
      if (byte < 0x80) return value + byte * weight;
      value += (byte - 0x80) * weight;
      weight *= 0x80;
    }
  }

  signed(): number {
    return unfolded(this.unsigned());
  }

  double(): number {
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return value;
  }
}

/** @throws Error when the ordinals do not ascend */
export function encodePeriods(periods: Int32Array): Buffer {
  const first = periods[0] ?? 0;
  const last = periods.at(-1) ?? 0;
  const writer = new Writer(periods.length + 16);
  const dense = periods.length === 0 || last - first === periods.length - 1;
  writer.unsigned(dense ? contiguous : byDistance);
  writer.unsigned(periods.length);
  writer.signed(first);
  let before = first - 1;
  for (const period of periods) {
    if (period <= before) throw new Error('the periods of a series do not ascend');
    if (!dense) writer.unsigned(period - before - 1);
    before = period;
  }
  return writer.take();
}

export function decodePeriods(bytes: Buffer): Int32Array {
  const reader = new Reader(bytes);
  const dense = reader.unsigned() === contiguous;
  const periods = new Int32Array(reader.unsigned());
  let next = reader.signed();
  for (let index = 0; index < periods.length; index += 1) {
    if (!dense) next += reader.unsigned();
    periods[index] = next;
    next += 1;
  }
  return periods;
}

/** How many decimals make integers of all values; null when no number of them does. */
function commonDecimals(values: Float64Array): number | null {
  let decimals = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    // Minus zero would come back as zero.
    if (Object.is(value, -0)) return null;
    while (Math.round(value * 10 ** decimals) / 10 ** decimals !== value) {
      decimals += 1;
      if (decimals > decimalsAtMost) return null;
    }
  }
  const scale = 10 ** decimals;
  return values.every((value) => Number.isNaN(value) || isExact(value, scale)) ? decimals : null;
}

function isExact(value: number, scale: number): boolean {
  const integer = Math.round(value * scale);
  return Math.abs(integer) <= integerAtMost && integer / scale === value;
}

/** Encodes values; every double but NaN's own kinds comes back bit for bit. */
export function encodeValues(values: Float64Array): Buffer {
  const writer = new Writer(values.length * 2 + 16);
  const decimals = commonDecimals(values);
  writer.unsigned(decimals === null ? asFloats : firstScale + decimals);
  writer.unsigned(values.length);
  let before = 0;
  for (const value of values) {
    if (decimals === null) writer.double(value);
    // 0 is a missing value, so that differences are one higher.
    else if (Number.isNaN(value)) writer.unsigned(0);
    else {
      const integer = Math.round(value * 10 ** decimals);
      const difference = integer - before;
      writer.unsigned(folded(difference) + 1);
      before = integer;
    }
  }
  return writer.take();
}

export function decodeValues(bytes: Buffer): Float64Array {
  const reader = new Reader(bytes);
  const kind = reader.unsigned();
  const values = new Float64Array(reader.unsigned());
  const scale = 10 ** (kind - firstScale);
  let integer = 0;
  for (let index = 0; index < values.length; index += 1) {
    if (kind === asFloats) {
      values[index] = reader.double();
      continue;
    }
    const difference = reader.unsigned() - 1;
    if (difference === -1) values[index] = Number.NaN;
    else {
      integer += unfolded(difference);
      values[index] = integer / scale;
    }
  }
  return values;
}

/**
 * The chunked coding (RFC 9112 §7.1), decoded piece by piece as it arrives. Extensions are skipped within a small limit,
 * trailers are read as strictly as fields and dropped: they are never merged into a head (http-strictness 10).
 */
import { carriageReturn, isPlainValueByte, isTokenByte, lineFeed, colon, space, tab } from '#http1/characters.ts';
import { afterExtensionByte, type ExtensionPlace } from '#http1/chunk-extension.ts';

/** Where the decoder stands between two bytes. */
type State =
  | 'size'
  | 'extension'
  | 'size-lf'
  | 'data'
  | 'data-cr'
  | 'data-lf'
  | 'line'
  | 'trailer-name'
  | 'trailer-value'
  | 'trailer-lf'
  | 'last-lf'
  | 'end';

/** Eight hexadecimal digits: 4 GiB a chunk, far below 2^53. */
const maximumSizeDigits = 8;
/** Bytes of extensions in one message; together with the trailers they are the only part of a body that nobody counts. */
const maximumExtensionBytes = 1_024;
const maximumTrailerBytes = 8_192;
/**
 * Trailers that say where a message ends or what becomes of the connection (RFC 9110 §6.5.1): whoever merges them would
 * see another message than we did.
 */
const forbiddenTrailers = new Set(['content-length', 'transfer-encoding', 'connection', 'upgrade', 'host']);
const longestForbidden = 17;

export class ChunkDecoder {
  #state: State = 'size';
  #sizeDigits = 0;
  #size = 0;
  #extensionPlace: ExtensionPlace = 'name-first';
  #extensionBytes = 0;
  #trailerBytes = 0;
  /** The beginning of the trailer's name that is being read, in lower case: one letter more than a forbidden one has. */
  #trailerName = '';

  /** True when the last chunk and the trailers have been read. */
  get ended(): boolean {
    return this.#state === 'end';
  }

  /**
   * Reads `buffer` from `position` to `end`, gives each run of data to `take` (views, valid during the call), and gives the
   * position after the last byte that belongs to this body, or -1 when it is malformed. Stops early when the body ends.
   */
  read(buffer: Buffer, position: number, end: number, take: (data: Buffer) => void): number {
    let at = position;
    while (at < end && this.#state !== 'end') {
      if (this.#state === 'data') {
        const run = Math.min(this.#size, end - at);
        this.#size -= run;
        if (this.#size === 0) this.#state = 'data-cr';
        take(buffer.subarray(at, at + run));
        at += run;
      } else {
        if (!this.#step(buffer[at] ?? 0)) return -1;
        at += 1;
      }
    }
    return at;
  }

  /** Takes one byte outside of data; false when it may not stand there. */
  #step(byte: number): boolean {
    switch (this.#state) {
      case 'size':
        return this.#sizeByte(byte);
      case 'extension':
        return this.#extensionByte(byte);
      case 'size-lf':
        this.#state = this.#size === 0 ? 'line' : 'data';
        return byte === lineFeed;
      case 'data-cr':
        this.#state = 'data-lf';
        return byte === carriageReturn;
      case 'data-lf':
        this.#state = 'size';
        this.#sizeDigits = 0;
        return byte === lineFeed;
      case 'last-lf':
        this.#state = 'end';
        return byte === lineFeed;
      default:
        return this.#trailerByte(byte);
    }
  }

  #sizeByte(byte: number): boolean {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.#sizeDigits += 1;
      this.#size = (this.#sizeDigits === 1 ? 0 : this.#size) * 16 + digit;
      return this.#sizeDigits <= maximumSizeDigits;
    }
    if (this.#sizeDigits === 0) return false;
    if (byte === carriageReturn) this.#state = 'size-lf';
    else if (byte !== 0x3b) return false;
    else {
      this.#state = 'extension';
      this.#extensionPlace = 'name-first';
    }
    return true;
  }

  #extensionByte(byte: number): boolean {
    this.#extensionBytes += 1;
    this.#extensionPlace = afterExtensionByte(this.#extensionPlace, byte);
    if (this.#extensionPlace === 'end') this.#state = 'size-lf';
    return this.#extensionPlace !== 'refused' && this.#extensionBytes <= maximumExtensionBytes;
  }

  #trailerByte(byte: number): boolean {
    this.#trailerBytes += 1;
    if (this.#trailerBytes > maximumTrailerBytes) return false;
    if (this.#state === 'line') {
      if (byte === carriageReturn) {
        this.#state = 'last-lf';
        return true;
      }
      this.#state = 'trailer-name';
      this.#trailerName = '';
      return this.#trailerNameByte(byte);
    }
    if (this.#state === 'trailer-name') {
      if (byte !== colon) return this.#trailerNameByte(byte);
      this.#state = 'trailer-value';
      return !forbiddenTrailers.has(this.#trailerName);
    }
    if (this.#state === 'trailer-value') {
      if (byte === carriageReturn) this.#state = 'trailer-lf';
      else return isPlainValueByte[byte] === 1 || byte === space || byte === tab;
      return true;
    }
    this.#state = 'line';
    return byte === lineFeed;
  }

  #trailerNameByte(byte: number): boolean {
    if (this.#trailerName.length <= longestForbidden) this.#trailerName += String.fromCharCode(byte).toLowerCase();
    return isTokenByte[byte] === 1;
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

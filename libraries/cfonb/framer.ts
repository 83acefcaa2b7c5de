/**
 * Cuts bytes into records of a fixed number of characters, whatever stands between them: LF, CRLF, CR, nothing, blank lines; and
 * whatever is missing at their end: blanks that were stripped on the way. It reads pieces of any size and keeps less than one record.
 */
import { decodeIso646, utf8LengthAt } from '#cfonb/encoding.ts';

/**
 * One record where it lies. `bytes` and `text` hold the same characters at the same places: fields of digits are read from
 * `bytes`, texts from `text`. It is overwritten by the next record: copy what you keep.
 */
export type Frame = {
  /** One a character; 0 stands for what has no place in latin-1. */
  bytes: Uint8Array;
  text: string;
  /** Where the record begins in both. */
  at: number;
  /** Counts from 1. */
  line: number;
  /** Characters of this line before the record. */
  columnsBefore: number;
  byteOffset: number;
  /** Counts from 1. */
  record: number;
  /** Characters that the file holds of it; the rest is blanks put in their place. */
  length: number;
  /** True when a character may be several bytes. */
  utf8: boolean;
  /** The place of a control character in the record, or -1. */
  controlAt: number;
};

/** How bytes become characters. `auto`: UTF-8 where a record is valid UTF-8, else Windows-1252, which contains latin-1. */
export type ReadEncoding = 'auto' | 'iso646-fr';

type Extent = { readonly end: number; readonly characters: number; readonly utf8: boolean };

type FramerOptions = {
  readonly width: 120 | 160 | 240;
  /** What the first 16 characters of every record look like: tells where one begins when there are no line breaks. */
  readonly start: RegExp;
  readonly encoding: ReadEncoding;
  readonly onRecord: (frame: Frame) => void;
};

/** Larger windows do not read faster, and a text that is kept keeps its window. */
const windowBytes = 65_536;
/** Pieces smaller than this are gathered first. */
const gatheredBytes = 4_096;
/** Characters by which the beginning of a record is told. */
const startLength = 16;
const blank = 0x20;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** Control-Z, with which DOS programs end a file. */
const endOfFile = 0x1a;

const windows1252 = new TextDecoder('windows-1252');

export class Framer {
  readonly #width: number;
  readonly #start: RegExp;
  readonly #iso646: boolean;
  readonly #onRecord: (frame: Frame) => void;
  readonly #memory = new ArrayBuffer(windowBytes);
  readonly #window = Buffer.from(this.#memory);
  readonly #words = new Uint32Array(this.#memory);
  /** Places of control characters in the window, and how many. */
  readonly #controls = new Int32Array(windowBytes + 1);
  #hasHigh = false;
  #held = 0;
  /** Byte offset of the window in the file. */
  #base = 0;
  #line = 1;
  #columns = 0;
  #records = 0;
  readonly #padded: Uint8Array;
  readonly #frame: Frame;

  constructor({ width, start, encoding, onRecord }: FramerOptions) {
    this.#width = width;
    this.#start = start;
    this.#iso646 = encoding === 'iso646-fr';
    this.#onRecord = onRecord;
    this.#padded = new Uint8Array(width);
    this.#frame = {
      ...{ bytes: this.#window, text: '', at: 0, line: 1, columnsBefore: 0, byteOffset: 0 },
      ...{ record: 0, length: width, utf8: false, controlAt: -1 },
    };
  }

  /** Where reading has come to, for faults that belong to no record. */
  get place(): {
    readonly line: number;
    readonly column: number;
    readonly byteOffset: number;
    readonly record: number;
  } {
    return { line: this.#line, column: this.#columns + 1, byteOffset: this.#base, record: this.#records };
  }

  push(chunk: Uint8Array): void {
    for (let from = 0; from < chunk.length;) {
      const to = Math.min(chunk.length, from + windowBytes - this.#held);
      this.#window.set(chunk.subarray(from, to), this.#held);
      this.#held += to - from;
      from = to;
      if (this.#held >= gatheredBytes) this.#drain(false);
    }
  }

  end(): void {
    this.#drain(true);
  }

  #drain(final: boolean): void {
    const start = this.#base === 0 ? this.#byteOrderMark() : 0;
    this.#findControls();
    let text = this.#window.toString('latin1', 0, this.#held);
    if (this.#iso646) text = decodeIso646(text);
    const next = this.#walk(start, text, final);
    this.#window.copyWithin(0, next, this.#held);
    this.#held -= next;
    this.#base += next;
  }

  #byteOrderMark(): number {
    return this.#window[0] === 0xef && this.#window[1] === 0xbb && this.#window[2] === 0xbf && this.#held >= 3 ? 3 : 0;
  }

  /** Four bytes at a time: almost none of them is a control character or above ASCII. */
  #findControls(): void {
    const words = this.#words;
    const whole = this.#held >> 2;
    let count = 0;
    let high = 0;
    for (let index = 0; index < whole; index += 1) {
      const word = words[index] ?? 0;
      high |= word;
      // The borrow out of a byte below 0x20 sets its highest bit; that of the byte above it may be set in error.
      if (((word - 0x20202020) & ~word & 0x80808080) !== 0) count = this.#noteControls(index << 2, 4, count);
    }
    count = this.#noteControls(whole << 2, this.#held & 3, count);
    for (let index = whole << 2; index < this.#held; index += 1) high |= this.#window[index] ?? 0;
    this.#controls[count] = this.#held;
    this.#hasHigh = (high & 0x80808080) !== 0;
  }

  #noteControls(from: number, length: number, known: number): number {
    let count = known;
    for (let index = from; index < from + length; index += 1) {
      if ((this.#window[index] ?? 0) < blank) this.#controls[count++] = index;
    }
    return count;
  }

  /** Gives the place of the first byte that was not used. */
  #walk(start: number, text: string, final: boolean): number {
    const width = this.#width;
    const held = this.#held;
    const controls = this.#controls;
    let control = 0;
    let at = start;
    while (at < held) {
      while ((controls[control] ?? held) < at) control += 1;
      const stop = controls[control] ?? held;
      let next = at;
      if (stop - at >= width && !(this.#hasHigh && this.#highIn(at, at + width))) next = this.#whole(at, text);
      else if (stop === at && this.#endsLine(at)) next = this.#lineBreak(at, final);
      else next = this.#uncommon(at, final);
      // More bytes are needed to say what this is.
      if (next === at) return at;
      at = next;
    }
    return at;
  }

  #highIn(from: number, to: number): boolean {
    let high = 0;
    for (let index = from; index < to; index += 1) high |= this.#window[index] ?? 0;
    return high >= 0x80;
  }

  #endsLine(at: number): boolean {
    const byte = this.#window[at];
    return byte === lineFeed || byte === carriageReturn || (byte === endOfFile && this.#columns === 0);
  }

  #lineBreak(at: number, final: boolean): number {
    const byte = this.#window[at];
    if (byte === endOfFile) return at + 1;
    if (byte === carriageReturn && at + 1 === this.#held && !final) return at;
    this.#line += 1;
    this.#columns = 0;
    return byte === carriageReturn && this.#window[at + 1] === lineFeed && at + 1 < this.#held ? at + 2 : at + 1;
  }

  /** A whole record of ASCII, which is read where it lies. */
  #whole(at: number, text: string): number {
    const width = this.#width;
    if (this.#window[at] !== blank || !isBlank(text.slice(at, at + width))) {
      const frame = this.#frame;
      frame.bytes = this.#window;
      frame.text = text;
      frame.at = at;
      frame.length = width;
      frame.utf8 = false;
      frame.controlAt = -1;
      this.#emit(at);
    }
    this.#columns += width;
    return at + width;
  }

  /** A record that is short, holds characters above ASCII, or control characters: it is copied and filled with blanks. */
  #uncommon(at: number, final: boolean): number {
    const extent = this.#chooseExtent(at, final);
    if (extent === 'more needed') return at;
    const { end, utf8 } = extent;
    const raw = this.#window.subarray(at, end);
    const plain = utf8 ? raw.toString('utf8') : windows1252.decode(raw);
    if (!isBlank(plain)) {
      const frame = this.#frame;
      this.#padded.fill(blank);
      for (let index = 0; index < plain.length; index += 1) {
        const unit = utf8 ? plain.charCodeAt(index) : (raw[index] ?? 0);
        this.#padded[index] = unit > 0xff ? 0 : unit;
      }
      frame.bytes = this.#padded;
      frame.text = (this.#iso646 ? decodeIso646(plain) : plain).padEnd(this.#width);
      frame.at = 0;
      frame.length = plain.length;
      frame.utf8 = utf8;
      frame.controlAt = this.#padded.findIndex((byte, index) => byte < blank && plain.charCodeAt(index) < blank);
      this.#emit(at);
    }
    this.#columns += plain.length;
    return end;
  }

  /**
   * UTF-8 where the bytes are UTF-8. Two letters of latin-1 may look like one of UTF-8: then the reading counts by which the record is
   * whole and ends where a line, the file or another record begins.
   */
  #chooseExtent(at: number, final: boolean): Extent | 'more needed' {
    const asUtf8 = this.#extent(at, true, final);
    const asBytes = this.#extent(at, false, final);
    if (asUtf8 === 'more needed' || asBytes === 'more needed') return 'more needed';
    if (asUtf8 === 'not UTF-8') return asBytes === 'not UTF-8' ? 'more needed' : asBytes;
    if (asBytes === 'not UTF-8' || asUtf8.end - at === asUtf8.characters) return asUtf8;
    if (!final && asUtf8.end + startLength > this.#held) return 'more needed';
    return !this.#isWholeRecord(asUtf8) && this.#isWholeRecord(asBytes) ? asBytes : asUtf8;
  }

  #isWholeRecord({ end, characters }: Extent): boolean {
    if (characters < this.#width) return false;
    const next = this.#window[end] ?? 0;
    if (end >= this.#held || next === lineFeed || next === carriageReturn) return true;
    return this.#start.test(this.#window.toString('latin1', end, Math.min(end + startLength, this.#held)));
  }

  /** Where a record ends that may be short: after `width` characters, before the end of its line, or with the file. */
  #extent(at: number, utf8: boolean, final: boolean): Extent | 'more needed' | 'not UTF-8' {
    let end = at;
    let characters = 0;
    for (; characters < this.#width; characters += 1) {
      if (end >= this.#held) {
        if (final) break;
        return 'more needed';
      }
      const byte = this.#window[end];
      if (byte === lineFeed || byte === carriageReturn) break;
      const length = utf8 ? utf8LengthAt(this.#window, end, this.#held) : 1;
      if (length === -1 && !final) return 'more needed';
      if (length < 1) return 'not UTF-8';
      end += length;
    }
    return { end, characters, utf8 };
  }

  #emit(at: number): void {
    const frame = this.#frame;
    this.#records += 1;
    frame.record = this.#records;
    frame.line = this.#line;
    frame.columnsBefore = this.#columns;
    frame.byteOffset = this.#base + at;
    this.#onRecord(frame);
  }
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

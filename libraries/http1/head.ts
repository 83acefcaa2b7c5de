/**
 * The head of a message: its text as it came, and where in it everything lies. Nothing is copied out of it before somebody
 * asks. One object is filled again and again; what it says holds until then.
 */
import { fieldKind, kindLimit } from '#http1/field-names.ts';

/** Heads are addressed with 16 bits. */
export const largestHeadBytes = 65_535;

export class Head {
  /** The whole head as Latin-1, from the first letter of the start line to the end of the empty line. */
  text = '';
  /** Bytes from the start of the head to the first byte after it. */
  lengthBytes = 0;
  /** Minor version: 0 or 1. */
  minorVersion = 1;

  /** Request: the method is `text[0..methodEnd)`. */
  methodEnd = 0;
  targetStart = 0;
  targetEnd = 0;
  /** Where the `?` of the target stands, or `targetEnd`. */
  queryStart = 0;
  /** True when the path begins with `/` and has no byte or segment that somebody might decode or resolve. */
  plainPath = false;
  /** True for `Expect: 100-continue` in HTTP/1.1. */
  expectsContinue = false;

  /** Response: 100 to 999. */
  status = 0;
  /** Offset of what follows the status and its space. */
  reasonStart = 0;

  /** What follows the head. Null: chunked, or for a response perhaps `untilClose`. */
  contentLength: number | null = 0;
  chunked = false;
  /** A response whose end is the end of the connection. */
  untilClose = false;
  /** What the sender says about the connection after this message. */
  keepAlive = true;
  /** True when `Connection` names `upgrade` and there is an `Upgrade` field. */
  upgrade = false;

  /** Number of fields. */
  count = 0;
  /** Four offsets a field: name start, name end, value start, value end. */
  readonly spans: Uint16Array;
  /** Kind of each field. */
  readonly kinds: Uint8Array;
  /** First field and number of fields of each kind; they say nothing unless the kind was seen in this filling. */
  readonly #first = new Int16Array(kindLimit);
  readonly #times = new Uint16Array(kindLimit);
  readonly #seenIn = new Uint32Array(kindLimit);
  #filling = 0;

  constructor(maximumFields: number) {
    this.spans = new Uint16Array(4 * maximumFields);
    this.kinds = new Uint8Array(maximumFields);
  }

  /** Forgets everything that was said. */
  reset(): void {
    this.text = '';
    this.lengthBytes = 0;
    this.methodEnd = 0;
    this.plainPath = false;
    this.expectsContinue = false;
    this.status = 0;
    this.contentLength = 0;
    this.chunked = false;
    this.untilClose = false;
    this.keepAlive = true;
    this.upgrade = false;
    this.count = 0;
    this.#forgetKinds();
  }

  /** Notes a field; offsets count from the start of the head. */
  add(kind: number, nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    const { count } = this;
    const at = 4 * count;
    this.spans[at] = nameStart;
    this.spans[at + 1] = nameEnd;
    this.spans[at + 2] = valueStart;
    this.spans[at + 3] = valueEnd;
    this.kinds[count] = kind;
    this.count = count + 1;
    // Most fields are of no kind, and nobody asks for these by kind.
    if (kind === fieldKind.other) return;
    this.#see(kind, count);
  }

  get method(): string {
    return this.text.slice(0, this.methodEnd);
  }

  get target(): string {
    return this.text.slice(this.targetStart, this.targetEnd);
  }

  /** How often fields of `kind` were sent. */
  times(kind: number): number {
    return this.#seenIn[kind] === this.#filling ? (this.#times[kind] ?? 0) : 0;
  }

  /** Index of the first field of `kind`, or -1. */
  indexOf(kind: number): number {
    return this.#seenIn[kind] === this.#filling ? (this.#first[kind] ?? -1) : -1;
  }

  nameAt(index: number): string {
    return this.text.slice(this.spans[4 * index], this.spans[4 * index + 1]);
  }

  valueAt(index: number): string {
    return this.text.slice(this.spans[4 * index + 2], this.spans[4 * index + 3]);
  }

  /** Where the line of a field begins. */
  lineStart(index: number): number {
    return this.spans[4 * index] ?? 0;
  }

  /** Where the field lines begin, after the start line. */
  get fieldsStart(): number {
    return this.count === 0 ? this.lengthBytes - 2 : this.lineStart(0);
  }

  /**
   * The lines of all fields but those of a kind that `dropped` holds, copied in runs; with the start line before them
   * when `withStartLine`.
   */
  keptLines(dropped: Uint8Array, withStartLine = false): string {
    let lines = '';
    let runStart = withStartLine ? 0 : -1;
    for (let index = 0; index < this.count; index += 1) {
      if (dropped[this.kinds[index] ?? 0] === 0) {
        if (runStart === -1) runStart = this.lineStart(index);
      } else if (runStart !== -1) {
        lines += this.text.slice(runStart, this.lineStart(index));
        runStart = -1;
      }
    }
    return runStart === -1 ? lines : lines + this.text.slice(runStart, this.lengthBytes - 2);
  }

  /** The value of the first field of `kind`; undefined when there is none. */
  value(kind: number): string | undefined {
    const index = this.indexOf(kind);
    return index === -1 ? undefined : this.valueAt(index);
  }

  /** All values of `kind`, in order. */
  values(kind: number): string[] {
    const found: string[] = [];
    for (let index = this.indexOf(kind); index >= 0 && index < this.count; index += 1) {
      if (this.kinds[index] === kind) found.push(this.valueAt(index));
    }
    return found;
  }

  /** Makes fields of these lower-case names belong to the connection, as if they had not been sent to anybody beyond. */
  nameHopByHop(names: readonly string[]): void {
    this.#forgetKinds();
    for (let index = 0; index < this.count; index += 1) {
      const named = names.includes(this.nameAt(index).toLowerCase());
      const kind = named ? fieldKind.named : (this.kinds[index] ?? 0);
      this.kinds[index] = kind;
      this.#see(kind, index);
    }
  }

  #see(kind: number, index: number): void {
    if (this.#seenIn[kind] === this.#filling) {
      this.#times[kind] = (this.#times[kind] ?? 0) + 1;
      return;
    }
    this.#seenIn[kind] = this.#filling;
    this.#first[kind] = index;
    this.#times[kind] = 1;
  }

  /** Emptying three tables for each message would cost more than reading it. */
  #forgetKinds(): void {
    this.#filling = (this.#filling + 1) >>> 0;
    if (this.#filling !== 0) return;
    this.#seenIn.fill(0);
    this.#filling = 1;
  }
}

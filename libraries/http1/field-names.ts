/**
 * Field names that somebody asks about, each with a small number. Names are compared by length and bytes where they lie:
 * no string is made of a name that nobody asks about.
 */

/** Numbers that this library gives itself: what frames a message or belongs to one connection (RFC 9110 §7.6.1). */
export const fieldKind = {
  other: 0,
  host: 1,
  contentLength: 2,
  transferEncoding: 3,
  connection: 4,
  expect: 5,
  upgrade: 6,
  keepAlive: 7,
  proxyConnection: 8,
  te: 9,
  trailer: 10,
  proxyAuthenticate: 11,
  proxyAuthorization: 12,
  date: 13,
  /** Has a `_`, which back ends in the manner of CGI read as `-` (http-strictness 11). */
  underscored: 14,
  /** Named by `Connection`. */
  named: 15,
} as const;

/** The first number that users of the library may give. */
export const firstOwnKind = 16;
/** Kinds are below this. */
export const kindLimit = 64;

/** Kinds that never cross a proxy. */
export function isHopByHop(kind: number): boolean {
  if (kind === fieldKind.named) return true;
  return kind >= fieldKind.transferEncoding && kind <= fieldKind.proxyAuthorization && kind !== fieldKind.expect;
}

const framingNames: Readonly<Record<string, number>> = {
  host: fieldKind.host,
  'content-length': fieldKind.contentLength,
  'transfer-encoding': fieldKind.transferEncoding,
  connection: fieldKind.connection,
  expect: fieldKind.expect,
  upgrade: fieldKind.upgrade,
  'keep-alive': fieldKind.keepAlive,
  'proxy-connection': fieldKind.proxyConnection,
  te: fieldKind.te,
  trailer: fieldKind.trailer,
  'proxy-authenticate': fieldKind.proxyAuthenticate,
  'proxy-authorization': fieldKind.proxyAuthorization,
  date: fieldKind.date,
};

type Name = { readonly bytes: Uint8Array; readonly kind: number };

/** Names by length and first letter, and beginnings of names. */
export type FieldNames = {
  readonly buckets: readonly (readonly Name[] | undefined)[];
  readonly prefixes: readonly Name[];
  /** Bit set of the letters that prefixes begin with, by the low five bits. */
  readonly prefixLetters: number;
};

const longestName = 64;

function bytesOf(name: string): Uint8Array {
  return Uint8Array.from(name.toLowerCase(), (letter) => letter.charCodeAt(0));
}

function bucketOf(length: number, firstByte: number): number {
  return length * 32 + (firstByte & 31);
}

/**
 * Prepares a set of names. `names` and `prefixes` (`x-forwarded-`) map lower-case text to numbers from `firstOwnKind` to
 * below `kindLimit`; a whole name wins over a prefix.
 */
export function openFieldNames(
  names: Readonly<Record<string, number>> = {},
  prefixes: Readonly<Record<string, number>> = {},
): FieldNames {
  const buckets: Name[][] = [];
  for (const [name, kind] of Object.entries({ ...framingNames, ...names })) {
    if (kind >= kindLimit || name.length > longestName) throw new Error(`field name ${name}: out of range`);
    const bytes = bytesOf(name);
    (buckets[bucketOf(bytes.length, bytes[0] ?? 0)] ??= []).push({ bytes, kind });
  }
  return {
    buckets: Array.from({ length: (longestName + 1) * 32 }, (_, index) => buckets[index]),
    prefixes: Object.entries(prefixes).map(([name, kind]) => ({ bytes: bytesOf(name), kind })),
    prefixLetters: Object.keys(prefixes).reduce((letters, name) => letters | (1 << (name.charCodeAt(0) & 31)), 0),
  };
}

/** Gives the kind of the name that lies at `start` to `end` in `buffer`; its bytes are known to be a token. */
export function kindOfName(names: FieldNames, buffer: Uint8Array, start: number, end: number): number {
  const length = end - start;
  const first = buffer[start] ?? 0;
  if (length <= longestName) {
    const bucket = names.buckets[bucketOf(length, first)];
    if (bucket !== undefined) {
      for (const name of bucket) if (matches(name.bytes, buffer, start)) return name.kind;
    }
  }
  if ((names.prefixLetters & (1 << (first & 31))) === 0) return fieldKind.other;
  for (const prefix of names.prefixes) {
    if (length >= prefix.bytes.length && matches(prefix.bytes, buffer, start)) return prefix.kind;
  }
  return fieldKind.other;
}

/** In a token only letters differ in the bit 0x20 alone: other pairs hold a byte that no name of ours has. */
function matches(name: Uint8Array, buffer: Uint8Array, start: number): boolean {
  for (let index = 0; index < name.length; index += 1) {
    const expected = name[index] ?? 0;
    const byte = buffer[start + index] ?? 0;
    if (byte !== expected && (byte | 0x20) !== expected) return false;
  }
  return true;
}

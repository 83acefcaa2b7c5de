/** Which bytes may stand where in a message head: tables of 256, made once (RFC 9110 §5.5 and §5.6.2, RFC 9112 §3). */

function table(holds: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (holds(byte) ? 1 : 0));
}

const tokenPunctuation = "!#$%&'*+-.^_`|~";

function isAlphanumeric(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

/** `tchar`: what methods and field names are made of. */
export const isTokenByte = table(
  (byte) => isAlphanumeric(byte) || tokenPunctuation.includes(String.fromCharCode(byte)),
);

/** Visible ASCII, space and tab: field values of requests. Bytes above ASCII are read in too many ways to pass a proxy. */
export const isPlainValueByte = table((byte) => byte === 0x09 || (byte >= 0x20 && byte <= 0x7e));

/** The same with `obs-text`: field values of responses, where file names in Latin-1 or UTF-8 are common. */
export const isValueByte = table((byte) => byte === 0x09 || (byte >= 0x20 && byte <= 0x7e) || byte >= 0x80);

/**
 * Path bytes that mean themselves to everybody. `%`, `;` and `\` do not; `.` and `/` are judged by their neighbours, and
 * `?` ends the path.
 */
export const isPlainPathByte = table(
  (byte) => byte > 0x20 && byte < 0x7f && !'%;\\#?'.includes(String.fromCharCode(byte)),
);

/** Visible ASCII without `#`, which ends a query in an address and has no place in a request, and `\`. */
export const isTargetByte = table((byte) => byte > 0x20 && byte < 0x7f && byte !== 0x23 && byte !== 0x5c);

export const tab = 0x09;
export const lineFeed = 0x0a;
export const carriageReturn = 0x0d;
export const space = 0x20;
export const colon = 0x3a;
export const slash = 0x2f;
export const dot = 0x2e;
export const questionMark = 0x3f;
export const underscore = 0x5f;

/** The one file in a zip (PKWARE APPNOTE 6.3), its length and check sum verified: a damaged download must not be half loaded. */
import { crc32, inflateRawSync } from 'node:zlib';
import { limits } from '#base/limits.ts';
import { fileInvalid } from '#apis/webstat/load/fault.ts';

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const endSignature = 0x06054b50;
const endBytes = 22;
const commentBytesAtMost = 65_535;
const stored = 0;
const deflated = 8;

const damaged = () => fileInvalid('the zip is damaged', "l'archive zip est abîmée");

export function isZip(bytes: Buffer): boolean {
  return bytes.length > 4 && bytes.readUInt32LE(0) === localSignature;
}

/** Where the list of entries ends: at the end of the file, before a comment. */
function findEnd(bytes: Buffer): number {
  const lowest = Math.max(0, bytes.length - endBytes - commentBytesAtMost);
  for (let at = bytes.length - endBytes; at >= lowest; at -= 1) {
    if (bytes.readUInt32LE(at) === endSignature && at + endBytes + bytes.readUInt16LE(at + 20) === bytes.length)
      return at;
  }
  throw damaged();
}

function inflate(packed: Buffer, method: number, length: number): Buffer {
  if (length > limits.webstatFileBytes) throw fileInvalid('it is too large unpacked', 'il est trop grand décompressé');
  if (method === stored) return packed;
  if (method !== deflated) throw fileInvalid('the zip is packed in an unknown way', "la compression n'est pas connue");
  return inflateRawSync(packed, { maxOutputLength: limits.webstatFileBytes });
}

/** @throws Problem `webstat.file_invalid` (422) */
export function readSingleFile(bytes: Buffer): Buffer {
  try {
    const end = findEnd(bytes);
    if (bytes.readUInt16LE(end + 10) !== 1)
      throw fileInvalid('the zip holds several files', "l'archive a plusieurs fichiers");
    const central = bytes.readUInt32LE(end + 16);
    if (bytes.readUInt32LE(central) !== centralSignature) throw damaged();
    const [checkSum, packedLength, length] = [16, 20, 24].map((offset) => bytes.readUInt32LE(central + offset));
    const local = bytes.readUInt32LE(central + 42);
    if (bytes.readUInt32LE(local) !== localSignature) throw damaged();
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + (packedLength ?? 0));
    const content = inflate(packed, bytes.readUInt16LE(central + 10), length ?? 0);
    if (content.length !== length || crc32(content) !== checkSum) throw damaged();
    return content;
  } catch (cause) {
    // What the bytes lead to that are not there, or do not unpack.
    if (cause instanceof RangeError || (cause instanceof Error && 'errno' in cause)) throw damaged();
    throw cause;
  }
}

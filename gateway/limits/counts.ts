/**
 * What rows have used, as bytes for a file: so that a gateway that starts again does not give everybody a new quota.
 *
 * Little endian: `GUICHLM2`, 8 bytes of the gateway's id, the number of records; for each its key (2 words), day, used in
 * it, month, used in it; then the CRC-32 of all before. 24 bytes a row.
 */
import { crc32 } from 'node:zlib';
import {
  keyOfRow,
  noRow,
  rowCount,
  rowOfKey,
  rowWord,
  rowWords,
  type LimitTable,
} from '#gateway/limits/limit-memory.ts';

const magic = Buffer.from('GUICHLM2');
const headBytes = 20;
const recordBytes = 24;

/** What a window has used; the base before the total, because both grow. */
function usedIn({ words }: LimitTable, at: number, baseWord: number): number {
  const base = Atomics.load(words, at + baseWord);
  return (Atomics.load(words, at + rowWord.total) - base) >>> 0;
}

/** Writes down every row that has ever counted a quota. `gatewayId`: 16 hex digits. */
export function encodeCounts(table: LimitTable, gatewayId: string): Buffer {
  const count = rowCount(table);
  const bytes = Buffer.alloc(headBytes + count * recordBytes + 4);
  magic.copy(bytes);
  bytes.write(gatewayId, 8, 'hex');
  let offset = headBytes;
  for (let row = 0; row < count; row += 1) {
    const at = row * rowWords;
    const day = Atomics.load(table.words, at + rowWord.day);
    const key = day === 0 ? null : keyOfRow(table, row);
    if (key === null) continue;
    bytes.writeInt32LE(key.first, offset);
    bytes.writeInt32LE(key.second, offset + 4);
    bytes.writeInt32LE(day, offset + 8);
    bytes.writeUInt32LE(usedIn(table, at, rowWord.dayBase), offset + 12);
    bytes.writeInt32LE(Atomics.load(table.words, at + rowWord.month), offset + 16);
    bytes.writeUInt32LE(usedIn(table, at, rowWord.monthBase), offset + 20);
    offset += recordBytes;
  }
  bytes.writeUInt32LE((offset - headBytes) / recordBytes, 16);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, offset)), offset);
  return bytes.subarray(0, offset + 4);
}

/**
 * Puts counts back into a table that nobody uses yet. Windows that have passed begin anew at their next use; rows of which
 * the day and the month have passed are left out, and that is how rows of dead applications are freed.
 *
 * @param day,month those of now, as in `Calendar`, where they are the earliest: rows do not know their zone
 * @returns the gateway's id; null when the bytes are not whole or not ours, and then nothing was put back
 */
export function restoreCounts(table: LimitTable, bytes: Buffer, day: number, month: number): string | null {
  if (bytes.length < headBytes + 4 || !bytes.subarray(0, 8).equals(magic)) return null;
  const end = headBytes + bytes.readUInt32LE(16) * recordBytes;
  if (bytes.length !== end + 4 || bytes.readUInt32LE(end) !== crc32(bytes.subarray(0, end))) return null;
  for (let offset = headBytes; offset < end; offset += recordBytes) {
    if (bytes.readInt32LE(offset + 8) < day && bytes.readInt32LE(offset + 16) < month) continue;
    restoreRow(table, bytes, offset);
  }
  return bytes.toString('hex', 8, 16);
}

function restoreRow(table: LimitTable, bytes: Buffer, offset: number): void {
  const row = rowOfKey(table, { first: bytes.readInt32LE(offset), second: bytes.readInt32LE(offset + 4) });
  if (row === noRow) return;
  const at = row * rowWords;
  const [usedDay, usedMonth] = [bytes.readUInt32LE(offset + 12), bytes.readUInt32LE(offset + 20)];
  const total = Math.max(usedDay, usedMonth);
  Atomics.store(table.words, at + rowWord.total, total | 0);
  Atomics.store(table.words, at + rowWord.day, bytes.readInt32LE(offset + 8));
  Atomics.store(table.words, at + rowWord.dayBase, (total - usedDay) | 0);
  Atomics.store(table.words, at + rowWord.month, bytes.readInt32LE(offset + 16));
  Atomics.store(table.words, at + rowWord.monthBase, (total - usedMonth) | 0);
}

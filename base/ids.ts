import { randomBytes, randomFillSync, randomUUID } from 'node:crypto';

/**
 * Gives a UUID of version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits, so that ids sort by creation
 * and index pages fill in order.
 */
export function newId(nowMs: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Gives a random UUID of version 4, for ids that must tell nothing about when they were made (client ids). */
export function newRandomId(): string {
  return randomUUID();
}

const requestIdBytes = 16;
const drawnAhead = Buffer.alloc(512 * requestIdBytes);
let drawnHex = '';
let drawnAt = 0;

/**
 * Gives 32 random hexadecimal digits for a request: what a trace is called, too (W3C Trace Context §3.2.2.3). Drawn many at
 * a time, since every request needs one.
 */
export function newRequestId(): string {
  if (drawnAt === drawnHex.length) {
    drawnHex = randomFillSync(drawnAhead).toString('hex');
    drawnAt = 0;
  }
  drawnAt += 2 * requestIdBytes;
  return drawnHex.slice(drawnAt - 2 * requestIdBytes, drawnAt);
}

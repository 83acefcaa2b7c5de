/** The PROXY protocol's binary header (proxy-protocol.txt, section 2.2). */
import { limits } from '#base/limits.ts';
import { canonicalAddress } from '#gateway/listeners/canonical-address.ts';
import { crc32c } from '#gateway/listeners/proxy-protocol/crc32c.ts';
import type { ProxyHeaderReading } from '#gateway/listeners/proxy-protocol/reading.ts';

/** Signature (12), version and command, family and transport, length (2). */
const fixedBytes = 16;
const version = 2;
const localCommand = 0;
const proxyCommand = 1;
const stream = 1;
const ipv4 = 1;
const ipv6 = 2;
/** Bytes of both addresses and ports, by family: unspecified, IPv4, IPv6, Unix. */
const addressBytes = [0, 12, 36, 216] as const;
const lastTransport = 2;

const crc32cType = 3;
/** Type (1) and length (2) of a record behind the addresses. */
const recordHeadBytes = 3;

/** Reads bytes that begin with the signature. */
export function readVersion2(bytes: Buffer): ProxyHeaderReading {
  if (bytes.length < fixedBytes) return judgeSoFar(bytes);
  const early = judgeSoFar(bytes);
  if (early.kind === 'invalid') return early;
  const total = fixedBytes + bytes.readUInt16BE(14);
  if (total > limits.proxyHeaderBytes) return invalid('too long');
  if (bytes.length < total) return { kind: 'more' };
  // The proxy's own connection: whatever else the header says counts for nothing.
  if ((bytes[12] ?? 0) % 16 === localCommand) return { kind: 'local', bytes: total };
  return readAddresses(bytes.subarray(0, total));
}

/** What the first bytes forbid is refused without waiting for the rest. */
function judgeSoFar(bytes: Buffer): ProxyHeaderReading {
  const [versionAndCommand, familyAndTransport] = [bytes[12], bytes[13]];
  if (versionAndCommand === undefined) return { kind: 'more' };
  if (versionAndCommand >> 4 !== version) return invalid('version');
  const command = versionAndCommand % 16;
  if (command !== localCommand && command !== proxyCommand) return invalid('command');
  if (familyAndTransport === undefined || command === localCommand) return { kind: 'more' };
  if (familyAndTransport >> 4 >= addressBytes.length) return invalid('family');
  return familyAndTransport % 16 > lastTransport ? invalid('transport') : { kind: 'more' };
}

function readAddresses(header: Buffer): ProxyHeaderReading {
  const familyAndTransport = header[13] ?? 0;
  const [family, transport] = [familyAndTransport >> 4, familyAndTransport % 16];
  const bytes = header.length;
  // Of an unspecified family or transport nothing is known, not even where the records begin.
  if (family === 0 || transport === 0) return { kind: 'local', bytes };
  const recordsAt = fixedBytes + (addressBytes[family] ?? 0);
  if (recordsAt > bytes) return invalid('shorter than its addresses');
  const fault = recordFault(header, recordsAt);
  if (fault !== null) return invalid(fault);
  // Valid combinations that a TCP listener has no use for count as unspecified.
  if (transport !== stream || (family !== ipv4 && family !== ipv6)) return { kind: 'local', bytes };
  const text = family === ipv4 ? ipv4Text(header) : ipv6Text(header);
  const address = canonicalAddress(text, family === ipv4 ? 4 : 6);
  if (address === null) return invalid('address');
  return { kind: 'proxied', address, port: header.readUInt16BE(family === ipv4 ? 24 : 48), bytes };
}

function ipv4Text(header: Buffer): string {
  return header.subarray(fixedBytes, fixedBytes + 4).join('.');
}

function ipv6Text(header: Buffer): string {
  const group = (index: number): string => header.readUInt16BE(fixedBytes + 2 * index).toString(16);
  return [0, 1, 2, 3, 4, 5, 6, 7].map(group).join(':');
}

/** Walks the records: they must fill the header exactly; the checksum is verified, the others are skipped. */
function recordFault(header: Buffer, recordsAt: number): string | null {
  let at = recordsAt;
  let checked = false;
  while (at < header.length) {
    const valueAt = at + recordHeadBytes;
    if (valueAt > header.length) return 'record cut off';
    const length = header.readUInt16BE(at + 1);
    if (valueAt + length > header.length) return 'record cut off';
    if (header[at] === crc32cType) {
      if (checked || length !== 4) return 'checksum record';
      if (!checksumFits(header, valueAt)) return 'checksum';
      checked = true;
    }
    at = valueAt + length;
  }
  return null;
}

/** The checksum is that of the whole header with its own four bytes at zero. */
function checksumFits(header: Buffer, at: number): boolean {
  const zeroed = Buffer.from(header);
  zeroed.fill(0, at, at + 4);
  return crc32c(zeroed) === header.readUInt32BE(at);
}

function invalid(why: string): ProxyHeaderReading {
  return { kind: 'invalid', why };
}

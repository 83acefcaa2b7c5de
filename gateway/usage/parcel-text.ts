/** Parcels as lines of JSON. Their sequence comes first and is put in last, when the line is written down. */
import { limits } from '#base/limits.ts';
import type { Parcel } from '#gateway/usage/parcel.ts';

const comma = 0x2c;

/** What parcels are made of. */
export type ParcelParts = {
  readonly madeAtMs: number;
  /** Counts, quotas and uses of API keys as JSON, with commas between. */
  readonly counts: string;
  readonly quotas: string;
  readonly apiKeys: string;
  /** Entries as JSON, each with a comma behind it: blocks of bytes, in order; no entry is divided between two. */
  readonly requests: readonly Uint8Array[];
  readonly lostRequests: number;
};

/** Gives parcels that have no sequence yet, one, or more when there are many entries; each has memory of its own. */
export function bodiesOf(parts: ParcelParts): Uint8Array<ArrayBuffer>[] {
  const { madeAtMs, counts, quotas, apiKeys, lostRequests } = parts;
  const [first = [], ...others] = groupsOf(parts.requests);
  return [
    bodyOf(
      `,"madeAtMs":${madeAtMs},"counts":[${counts}],"quotas":[${quotas}],"apiKeys":[${apiKeys}]`,
      first,
      lostRequests,
    ),
    ...others.map((blocks) => bodyOf(`,"madeAtMs":${madeAtMs},"counts":[],"quotas":[],"apiKeys":[]`, blocks, 0)),
  ];
}

function bodyOf(beginning: string, blocks: readonly Uint8Array[], lostRequests: number): Uint8Array<ArrayBuffer> {
  const last = blocks.at(-1);
  // The last entry has nothing behind it.
  const entries = last?.at(-1) === comma ? [...blocks.slice(0, -1), last.subarray(0, -1)] : blocks;
  const ending = Buffer.from(`],"lostRequests":${lostRequests}}\n`);
  const pieces = [Buffer.from(`${beginning},"requests":[`), ...entries, ending];
  const body = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    body.set(piece, at);
    at += piece.length;
  }
  return body;
}

/** Blocks of entries in groups that are one parcel each. */
function groupsOf(blocks: readonly Uint8Array[]): Uint8Array[][] {
  const groups: Uint8Array[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const block of blocks) {
    if (bytes + block.length > limits.usageParcelBytes) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(block);
    bytes += block.length;
  }
  return groups;
}

/** The body of a parcel that has been taken apart. */
export function bodyOfParcel(parcel: Omit<Parcel, 'sequence'>): Buffer {
  const { madeAtMs, counts, quotas, apiKeys, requests, lostRequests } = parcel;
  return Buffer.from(`,${JSON.stringify({ madeAtMs, counts, quotas, apiKeys, requests, lostRequests }).slice(1)}\n`);
}

/** The line of a parcel that has its sequence now, in two pieces. */
export function linePieces(sequence: number, body: Uint8Array): readonly [Uint8Array, Uint8Array] {
  return [Buffer.from(`{"sequence":${sequence}`), body];
}

export function lineOf(sequence: number, body: Uint8Array): Buffer {
  return Buffer.concat(linePieces(sequence, body));
}

/** A whole parcel in bytes that hold many: its sequence, and where its line begins and ends (behind the line feed). */
export type Line = { readonly sequence: number; readonly start: number; readonly end: number };

const beginning = /^\{"sequence":(\d{1,15}),/;
const closing = 0x7d;

/** Gives the lines that lie whole in `bytes`, up to the first that does not look like one. */
export function* wholeLines(bytes: Buffer): Generator<Line> {
  let start = 0;
  for (let feed = bytes.indexOf('\n'); feed !== -1; feed = bytes.indexOf('\n', start)) {
    const sequence = beginning.exec(bytes.toString('latin1', start, Math.min(feed, start + 40)))?.[1];
    if (sequence === undefined || bytes[feed - 1] !== closing) return;
    yield { sequence: Number(sequence), start, end: feed + 1 };
    start = feed + 1;
  }
}

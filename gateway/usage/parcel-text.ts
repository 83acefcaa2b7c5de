/** Parcels as lines of JSON. Their sequence comes first and is put in last, when the line is written down. */
import { limits } from '#base/limits.ts';
import type { Parcel } from '#gateway/usage/parcel.ts';
import type { UsageBatch } from '#gateway/usage/usage.ts';

const comma = 0x2c;

/** Gives what a worker has handed over as parcels that have no sequence yet: one, or more when there are many entries. */
export function bodiesOf(batch: UsageBatch): Buffer[] {
  const { madeAtMs, counts, quotas, apiKeys, lostRequests } = batch;
  const [first = [], ...others] = groupsOf(batch.requests);
  return [
    bodyOf(
      `,"madeAtMs":${madeAtMs},"counts":[${counts}],"quotas":[${quotas}],"apiKeys":[${apiKeys}]`,
      first,
      lostRequests,
    ),
    ...others.map((blocks) => bodyOf(`,"madeAtMs":${madeAtMs},"counts":[],"quotas":[],"apiKeys":[]`, blocks, 0)),
  ];
}

function bodyOf(beginning: string, blocks: readonly Uint8Array[], lostRequests: number): Buffer {
  const entries = Buffer.concat(blocks);
  const end = entries.at(-1) === comma ? entries.length - 1 : entries.length;
  return Buffer.concat([
    Buffer.from(`${beginning},"requests":[`),
    entries.subarray(0, end),
    Buffer.from(`],"lostRequests":${lostRequests}}\n`),
  ]);
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

export function lineOf(sequence: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`{"sequence":${sequence}`), body]);
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

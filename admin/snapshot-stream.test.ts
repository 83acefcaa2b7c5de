import assert from 'node:assert/strict';
import test from 'node:test';
import { limits } from '#base/limits.ts';
import { openSnapshotStream, type SnapshotFeed } from '#admin/snapshot-stream.ts';

type Reader = { readonly next: () => Promise<string>; readonly cancel: () => Promise<void> };

function readerOf(feed: SnapshotFeed, have: string | null): Reader {
  const reader = openSnapshotStream(feed, have).getReader();
  return { next: async () => Buffer.from((await reader.read()).value ?? []).toString(), cancel: () => reader.cancel() };
}

/** A feed whose states are numbers; `lines` are those of the next answer, after its first. */
type Feed = SnapshotFeed & { readonly announce: (position: string) => void; lines: string[] };

function openFeed(position: string): Feed {
  const listeners = new Set<() => void>();
  let latest = position;
  const feed: Feed = {
    lines: [],
    position: () => latest,
    linesSince: (have) => [`${have} to ${latest}`, ...feed.lines],
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ended: new AbortController().signal,
    announce: (next) => {
      latest = next;
      for (const listener of listeners) listener();
    },
  };
  return feed;
}

test('a gateway that has everything hears at once that it is connected', async () => {
  const reader = readerOf(openFeed('1'), '1');
  assert.equal(await reader.next(), '{"type":"heartbeat"}\n');
  await reader.cancel();
});

test('many lines come in pieces; what changes meanwhile comes after them, as one difference', async () => {
  const feed = openFeed('1');
  const line = 'x'.repeat(limits.snapshotChunkBytes / 2);
  feed.lines = [line, line, line];
  const reader = readerOf(feed, null);
  const pieces = [await reader.next()];
  feed.lines = [];
  feed.announce('2');
  feed.announce('3');
  for (const _ of [1, 2]) pieces.push(await reader.next());
  assert.deepEqual(pieces.join('').split('\n'), ['null to 1', line, line, line, '1 to 3', '']);
  await reader.cancel();
});

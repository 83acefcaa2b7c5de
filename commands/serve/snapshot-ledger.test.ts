import assert from 'node:assert/strict';
import test from 'node:test';
import { limits } from '#base/limits.ts';
import { openSnapshotLedger, type SnapshotLedger } from '#commands/serve/snapshot-ledger.ts';
import { parseMessage, recordsOf, type SnapshotMessage } from '#gateway/snapshot-records.ts';
import { sampleApplication, sampleSnapshot } from '#test/sample-snapshot.ts';

function messages(ledger: SnapshotLedger, have: string | null): SnapshotMessage[] {
  return [...ledger.linesSince(have)].map(parseMessage);
}

/** Publishes the sample with `changes`, and gives the position. */
function publish(ledger: SnapshotLedger, changes: Parameters<typeof sampleSnapshot>[0]): string | null {
  assert.ok(ledger.publish(sampleSnapshot(changes)));
  return ledger.position();
}

const deniedTokens = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`jti:${at}`, at]));

test('who has nothing, or something unknown, gets everything', () => {
  const ledger = openSnapshotLedger();
  publish(ledger, {});
  for (const have of [null, 'another registry/1/0']) {
    const [begin, ...rest] = messages(ledger, have);
    assert.deepEqual(begin, { type: 'begin', registryId: 'registry-1', revision: 1, madeAtMs: 0, from: null });
    assert.deepEqual(rest, [...recordsOf(sampleSnapshot()), { type: 'commit' }]);
  }
});

test('who has a former state gets what has changed since, each record once', () => {
  const ledger = openSnapshotLedger();
  const first = publish(ledger, {});
  publish(ledger, { revision: 2, deniedTokens: { 'jti:1': 1, 'jti:2': 2 } });
  publish(ledger, { revision: 3, deniedTokens: { 'jti:2': 3 }, applications: {} });
  assert.deepEqual(messages(ledger, first), [
    { type: 'begin', registryId: 'registry-1', revision: 3, madeAtMs: 0, from: first },
    { type: 'delete', table: 'deniedTokens', key: 'jti:1' },
    { type: 'put', table: 'deniedTokens', key: 'jti:2', value: 3 },
    { type: 'delete', table: 'applications', key: sampleApplication.clientId },
    { type: 'commit' },
  ]);
});

test('lines that are read slowly stay those of their moment', () => {
  const ledger = openSnapshotLedger();
  const first = publish(ledger, {});
  publish(ledger, { revision: 2, deniedTokens: { 'jti:1': 1 } });
  const lines = [ledger.linesSince(first), ledger.linesSince(null)];
  publish(ledger, { revision: 3, deniedTokens: { 'jti:1': 9 } });
  for (const line of lines) {
    const put = [...line].map(parseMessage).find((message) => 'table' in message && message.table === 'deniedTokens');
    assert.ok(put?.type === 'put' && put.value === 1);
  }
});

test('the same content under the same revision is published once; under a new one it is a difference without records', () => {
  const ledger = openSnapshotLedger();
  const first = publish(ledger, {});
  assert.equal(ledger.publish(sampleSnapshot({ madeAtMs: 5 })), false);
  publish(ledger, { revision: 2 });
  assert.deepEqual(
    messages(ledger, first).map(({ type }) => type),
    ['begin', 'commit'],
  );
});

test('of one revision the later publication has the later time, also when the clock was set back', () => {
  const ledger = openSnapshotLedger();
  publish(ledger, { madeAtMs: 1_000 });
  assert.equal(publish(ledger, { madeAtMs: 500, deniedTokens: { 'jti:1': 1 } }), 'registry-1/1/1001');
});

test('more than can be remembered is forgotten, oldest first', () => {
  const ledger = openSnapshotLedger();
  const first = publish(ledger, {});
  const second = publish(ledger, { revision: 2, deniedTokens: deniedTokens(1) });
  publish(ledger, { revision: 3, deniedTokens: deniedTokens(limits.snapshotHistoryRecords + 1) });
  const beginFrom = (have: string | null) => ledger.linesSince(have)[Symbol.iterator]().next().value;
  assert.ok(beginFrom(first)?.includes('"from":null'));
  assert.ok(beginFrom(second)?.includes(`"from":"${second}"`));
});

test('another registry begins anew', () => {
  const ledger = openSnapshotLedger();
  const first = publish(ledger, {});
  publish(ledger, { registryId: 'registry-2' });
  const [begin] = messages(ledger, first);
  assert.ok(begin?.type === 'begin' && begin.from === null);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { z } from 'zod';
import { parseParcels, receiveUsage } from '#admin/usage.ts';
import { limits } from '#base/limits.ts';

const spool = '0199a3f2-6d1c-7c55-9d0e-3f8a2b7c1d4e';
const taken: { readonly spoolId: string; readonly parcels: readonly unknown[] }[] = [];

function post(body: string | Buffer<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}) {
  const all = { 'guichet-spool': spool, ...headers };
  const request = new Request('http://control/gateway/v1/usage', { method: 'POST', body, headers: all });
  return receiveUsage(request, async (spoolId, parcels) => {
    taken.push({ spoolId, parcels });
    return 7;
  });
}

const lines = '{"sequence":6}\n{"sequence":7}\n';

test('parcels are taken in order, however they were compressed, and acknowledged', async () => {
  const bodies = [
    ['identity', lines],
    ['gzip', gzipSync(lines)],
    ['zstd', zstdCompressSync(lines)],
  ] as const;
  for (const [coding, body] of bodies) {
    assert.deepEqual(await post(body, { 'content-encoding': coding }), { acknowledged: 7 });
    assert.deepEqual(taken.pop(), { spoolId: spool, parcels: [{ sequence: 6 }, { sequence: 7 }] });
  }
});

test('a body that unpacks to more than is asked for is refused before it does', async () => {
  const bomb = Buffer.alloc(limits.usagePostTextBytes + 1, '\n');
  for (const [coding, body] of [
    ['gzip', gzipSync(bomb)],
    ['zstd', zstdCompressSync(bomb)],
  ] as const) {
    await assert.rejects(post(body, { 'content-encoding': coding }), { code: 'request.too_large', status: 413 });
  }
  const long = Buffer.alloc(limits.usagePostBytes + 1, '\n');
  await assert.rejects(post(long), { code: 'request.too_large', status: 413 });
  assert.equal(taken.length, 0);
});

test('what is no usage is refused, and nothing of it is taken', async () => {
  await assert.rejects(post(lines, { 'guichet-spool': 'mine' }), { code: 'usage.invalid', status: 422 });
  await assert.rejects(post(lines, { 'content-encoding': 'gzip' }), { code: 'usage.invalid', status: 422 });
  await assert.rejects(post(lines, { 'content-encoding': 'zstd' }), { code: 'usage.invalid', status: 422 });
  await assert.rejects(post(lines, { 'content-encoding': 'br' }), { code: 'request.media_type', status: 415 });
  await assert.rejects(post('{"sequence":6}\n{"seq'), { code: 'usage.invalid', message: /Line 2/ });
  assert.equal(taken.length, 0);
});

test('a line that is no parcel is named, with what is wrong', () => {
  const schema = z.strictObject({ sequence: z.number() });
  assert.deepEqual(parseParcels(schema, [{ sequence: 1 }]), [{ sequence: 1 }]);
  assert.throws(() => parseParcels(schema, [{ sequence: 1 }, { sequence: '2' }]), {
    code: 'usage.invalid',
    message: /Line 2 .*sequence/,
  });
});

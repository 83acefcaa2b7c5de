import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTraceparent, readTracestate, writeTraceparent } from '#base/tracing/trace-context.ts';

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const id = (length: number) => hex(length).filter((text) => /[^0]/.test(text));
const trace = 'a'.repeat(32);
const parent = 'b'.repeat(16);

test('what is written is read again as it was', () => {
  fc.assert(
    fc.property(id(32), id(16), fc.integer({ min: 0, max: 3 }), (traceId, parentId, flags) => {
      const context = { traceId, parentId, flags };
      assert.deepEqual(parseTraceparent(writeTraceparent(context)), context);
    }),
  );
});

test('of any version but ff the ids and the known flags are read, and nothing else of the flags', () => {
  fc.assert(
    fc.property(hex(2), id(32), id(16), hex(2), (version, traceId, parentId, flags) => {
      const read = parseTraceparent(`${version}-${traceId}-${parentId}-${flags}`);
      const known = Number.parseInt(flags, 16) & 3;
      assert.deepEqual(read, version === 'ff' ? null : { traceId, parentId, flags: known });
    }),
  );
});

test('anything else is no trace, and costs nothing', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), (text) => {
      const read = parseTraceparent(text);
      assert.ok(read === null || text.includes(read.traceId));
    }),
  );
  for (const hostile of [
    '',
    `00-${'0'.repeat(32)}-${parent}-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `00-${trace.toUpperCase()}-${parent}-01`,
    `00-${trace}-${parent}-01-more`,
    `01-${trace}-${parent}-01more`,
    `00-${trace}-${parent}-1`,
    `00-${trace}-${parent}`,
    ` 00-${trace}-${parent}-01`,
    `00-${trace}-${parent}-01\n`,
    `00-${trace}-${parent}-01, 00-${trace}-${parent}-01`,
    `00-${'a'.repeat(100_000)}`,
  ]) {
    assert.equal(parseTraceparent(hostile), null, hostile.slice(0, 80));
  }
  assert.deepEqual(parseTraceparent(`cc-${trace}-${parent}-01-what-comes`), {
    ...{ traceId: trace, parentId: parent, flags: 1 },
  });
});

test('a tracestate is passed on whole or not at all', () => {
  assert.equal(
    readTracestate(['rojo=00f067aa0ba902b7', ' congo=t61rcWkgMzE ,,a/b@c=x y ']),
    'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE,a/b@c=x y',
  );
  assert.equal(readTracestate([]), '');
  for (const hostile of [
    'Rojo=1',
    'rojo',
    'rojo=',
    'rojo=1,rojo=2',
    'rojo=a=b',
    'rojo=é',
    'rojo=1\r\nx-evil: 1',
    `a=${'x'.repeat(600)}`,
    Array.from({ length: 33 }, (_, index) => `k${index}=v`).join(','),
  ]) {
    assert.equal(readTracestate(['congo=1', hostile]), '', hostile.slice(0, 80));
  }
  fc.assert(
    fc.property(fc.array(fc.string()), (values) => {
      const read = readTracestate(values);
      assert.ok(read.length <= 512 && /^[\x20-\x7e]*$/.test(read));
      assert.equal(readTracestate([read]), read);
    }),
  );
});

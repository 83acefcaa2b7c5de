import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openRouteTable } from '#gateway/compile/route-table.ts';
import type { CompiledRoute } from '#gateway/decide/compiled-snapshot.ts';
import { sampleRoute } from '#test/sample-snapshot.ts';

function routeAt(basePath: string): CompiledRoute {
  return { ...sampleRoute, basePath, issuer: null, contract: null, origins: new Set(), deprecationLines: '' };
}

const segment = fc.constantFrom('a', 'b', 'aa', '', 'v1.0');
const path = fc.array(segment, { maxLength: 5 }).map((segments) => segments.map((text) => `/${text}`).join(''));
const change = fc.record({ put: fc.boolean(), key: fc.constantFrom('1', '2', '3'), basePath: path });

test('after any puts and deletes, the longest base path that the path begins with answers', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), path, (changes, called) => {
      const table = openRouteTable();
      const model = new Map<string, CompiledRoute>();
      for (const { put, key, basePath } of changes) {
        const name = `${basePath} ${key}`;
        if (put) {
          const route = routeAt(basePath);
          table.put(key, route);
          model.set(name, route);
        } else {
          table.delete(key, basePath);
          model.delete(name);
        }
      }
      const [expected] = [...model]
        .filter(([, { basePath }]) => called === basePath || called.startsWith(`${basePath}/`))
        .toSorted(([one, a], [other, b]) => b.basePath.length - a.basePath.length || (one < other ? -1 : 1))
        .map(([, route]) => route);
      assert.equal(table.longest(called), expected);
      assert.equal(table.isEmpty(), model.size === 0);
    }),
    { numRuns: 2_000 },
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '#base/limits.ts';
import { openUpstreams } from '#gateway/upstream/upstreams.ts';
import { Deadlines, type Timed } from '#libraries/http1/deadlines.ts';

/** Deadlines that pass when the test says so. */
function openDeadlines(): { readonly deadlines: Deadlines; readonly pass: () => void } {
  const members = new Set<Timed>();
  const deadlines = new Deadlines(limits.deadlineStepMs);
  deadlines.add = (member) => void members.add(member);
  return { deadlines, pass: () => members.forEach((member) => member.expire()) };
}

test('a service is the same for as long as it is called, and forgotten when nobody calls it any more', () => {
  const { deadlines, pass } = openDeadlines();
  const upstreams = openUpstreams(deadlines);
  const first = upstreams.at('http://127.0.0.1:1/base/', null);
  assert.deepEqual([first.authority, first.pathPrefix], ['127.0.0.1:1', '/base']);
  pass();
  assert.equal(upstreams.at('http://127.0.0.1:1/base/', null), first);
  pass();
  pass();
  assert.notEqual(upstreams.at('http://127.0.0.1:1/base/', null), first);
  upstreams.close();
  deadlines.close();
});

test('one address under two authorities is two services', () => {
  const { deadlines } = openDeadlines();
  const upstreams = openUpstreams(deadlines);
  assert.notEqual(upstreams.at('https://a.example', null), upstreams.at('https://a.example', 'PEM'));
  upstreams.close();
  deadlines.close();
});

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { newRequestId } from '#base/ids.ts';
import { apis } from '#database/tables.ts';
import type { LogEntry } from '#metering/request-log/entry.ts';
import { getLoggedRequest } from '#metering/request-log/get.ts';
import { listLoggedRequests, type requestListInput } from '#metering/request-log/list.ts';
import { createApplication } from '#registry/applications/create.ts';
import { run, type Actor } from '#registry/operation.ts';
import type { z } from 'zod';
import { keepRequests, loggedRequest } from '#test/logged-requests.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

const registry = await openTestRegistry();
const { database } = registry;
after(() => database.close());
const world = await makeWorld(registry);
const { developer, outsider, approver, both, providerDeveloper, organisation, provider } = world;
const application = await run(registry, developer, createApplication, {
  ...{ organisation, environment: 'sandbox', name: 'Counter' },
  ...{ email: 'contact@mtes.example', responsible: 'Dev' },
});
const [api] = await database.query.select().from(apis).where(eq(apis.slug, 'open'));
assert.ok(api !== undefined);
const reference = `${provider}/open@1.0`;
const at = Date.parse('2026-03-01T11:00:00Z');

async function keep(...many: readonly Partial<LogEntry>[]): Promise<LogEntry[]> {
  const ids = { applicationId: application.id, apiId: api?.id ?? null, providerId: api?.providerId ?? null };
  const entries = many.map((fields) => loggedRequest({ atMs: at, ...ids, ...fields }));
  await keepRequests(database, entries);
  return entries;
}

type Asked = z.input<typeof requestListInput>;
async function listed(actor: Actor, asked: Asked) {
  return run(registry, actor, listLoggedRequests, asked);
}
const idsOf = (entries: readonly { readonly id: string }[]): string[] => entries.map(({ id }) => id);

const [mine, refused, nobodys, elsewhere] = await keep(
  { atMs: at },
  { atMs: at + 1, outcome: 'refused', status: 403, reason: 'subscription.missing', upstreamUs: 0 },
  { atMs: at + 2, applicationId: null, outcome: 'refused', status: 401, reason: 'token.unknown' },
  { atMs: at + 3, apiId: null, providerId: null, applicationId: null, status: 404, reason: 'route.unknown' },
);
assert.ok(mine !== undefined && refused !== undefined && nobodys !== undefined && elsewhere !== undefined);

test('members read the requests of their application, newest first, with names and without anything secret', async () => {
  const page = await listed(developer, { application: application.id });
  assert.deepEqual(idsOf(page.items), [refused.id, mine.id]);
  assert.deepEqual(page.items[1], {
    id: mine.id,
    at: '2026-03-01T11:00:00.000Z',
    environment: 'sandbox',
    application: { id: application.id, name: 'Counter', organisation: 'mtes' },
    api: { id: api.id, reference, name: { fr: 'Nom', en: 'Name' } },
    ...{ method: 'GET', operation: '/companies/{siren}', status: 200, outcome: 'answered', reason: null },
    ...{ requestBytes: 0, answerBytes: 1234, totalUs: 20_000, upstreamUs: 18_000, weight: 1, traceId: null },
  });
  assert.deepEqual([page.next, page.searchedTo], [null, null]);
});

test('administrators of the provider read all requests to an API or all APIs, those of nobody too', async () => {
  const three = [nobodys.id, refused.id, mine.id];
  assert.deepEqual(idsOf((await listed(approver, { api: reference })).items), three);
  assert.deepEqual(idsOf((await listed(approver, { provider })).items), three);
  const narrowed = await listed(approver, { api: reference, application: application.id });
  assert.deepEqual(idsOf(narrowed.items), [refused.id, mine.id]);
  assert.deepEqual(idsOf((await listed(operator, {})).items), [elsewhere.id, ...three]);
  assert.deepEqual(idsOf((await listed(both, { application: application.id, api: reference })).items), [
    refused.id,
    mine.id,
  ]);
});

test('nobody else reads any of it', async () => {
  const notFound = { code: 'application.not_found', status: 404 };
  await assert.rejects(listed(outsider, { application: application.id }), notFound);
  await assert.rejects(listed(approver, { application: application.id }), notFound);
  await assert.rejects(listed(outsider, { api: reference }), { code: 'api.not_found' });
  await assert.rejects(listed(outsider, { api: reference, application: application.id }), { code: 'api.not_found' });
  await assert.rejects(listed(providerDeveloper, { api: reference }), { code: 'permission.denied' });
  await assert.rejects(listed(outsider, { provider }), { code: 'permission.denied' });
  await assert.rejects(listed(developer, {}), { code: 'permission.denied' });
});

test('a list is narrowed by time, class, outcome, reason and operation', async () => {
  const of = async (asked: Asked) => idsOf((await listed(operator, { provider, ...asked })).items);
  assert.deepEqual(await of({ statusClass: 4 }), [nobodys.id, refused.id]);
  assert.deepEqual(await of({ outcome: 'answered' }), [mine.id]);
  assert.deepEqual(await of({ reason: 'token.unknown' }), [nobodys.id]);
  assert.deepEqual(await of({ operation: '/companies/{siren}', statusClass: 2 }), [mine.id]);
  assert.deepEqual(await of({ environment: 'production' }), []);
  assert.deepEqual(await of({ from: '2026-03-01T11:00:00.001Z', to: '2026-03-01T11:00:00.002Z' }), [refused.id]);
});

test('pages follow each other without gaps, also through entries of the same moment', async () => {
  const sameMoment = await keep(...Array.from({ length: 5 }, () => ({ operation: '/pages', atMs: at + 10 })));
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await listed(operator, { operation: '/pages', limit: 2, after });
    seen.push(...idsOf(page.items));
    after = page.next ?? undefined;
  } while (after !== undefined);
  assert.deepEqual(seen, idsOf(sameMoment).toSorted().toReversed());
  await assert.rejects(listed(operator, { after: 'x' }), { code: 'page.cursor_invalid', status: 422 });
  await assert.rejects(listed(operator, { after: `1-${"'".repeat(32)}` }), { code: 'page.cursor_invalid' });
});

test('a search for what is rare looks at so many entries, and says how far it came', async () => {
  const day = Date.parse('2026-02-20T00:00:00Z');
  const many = Array.from({ length: limits.requestLogScanRows }, (_, index) => ({ atMs: day + 1_000 + index }));
  const [rare] = await keep({ atMs: day, operation: '/rare' }, ...many);
  const asked = { application: application.id, operation: '/rare', to: '2026-02-21T00:00:00Z' } as const;
  const first = await listed(developer, asked);
  assert.deepEqual([first.items.length, first.searchedTo], [0, new Date(day + 1_000).toISOString()]);
  const second = await listed(developer, { ...asked, after: first.next ?? '' });
  assert.deepEqual([idsOf(second.items), second.next], [[rare?.id], null]);
});

test('a request is found by its number by whoever may see its application or its API, with the whole decision', async () => {
  const seen = await run(registry, developer, getLoggedRequest, { request: ` ${refused.id.toUpperCase()} ` });
  assert.equal(seen.decision.stoppedAt, 'subscription');
  assert.deepEqual(seen.decision.who, { kind: 'you', name: { en: 'you', fr: 'vous' }, mail: null });
  assert.deepEqual(seen.sides, { consumer: true, provider: false, operator: false });
  const theirs = await run(registry, approver, getLoggedRequest, { request: refused.id });
  assert.equal(theirs.decision.who?.mail, 'contact@mtes.example');
  for (const request of [mine.id, nobodys.id, elsewhere.id]) {
    assert.equal((await run(registry, operator, getLoggedRequest, { request })).id, request);
  }
});

test('to all others it is as if there were no such request', async () => {
  const hidden = { code: 'request_log.not_found', status: 404 };
  const trying = (actor: Actor, request: string) => run(registry, actor, getLoggedRequest, { request });
  await assert.rejects(trying(outsider, refused.id), hidden);
  await assert.rejects(trying(developer, nobodys.id), hidden);
  await assert.rejects(trying(approver, elsewhere.id), hidden);
  await assert.rejects(trying(operator, newRequestId()), hidden);
  await assert.rejects(trying(operator, "' or true --"), hidden);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { openSnapshotLedger } from '#commands/serve/snapshot-ledger.ts';
import { compileSnapshot } from '#gateway/compile/compile-snapshot.ts';
import { openSnapshotStore, type SnapshotStore } from '#gateway/compile/store.ts';
import { decide } from '#gateway/decide/decide.ts';
import type { CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import type { RequestHead } from '#gateway/head/request-head.ts';
import { requestHeadOf } from '#test/request-head.ts';
import { parseMessage, positionOf, recordsOf } from '#gateway/snapshot-records.ts';
import type { Snapshot, SnapshotApplication, SnapshotRoute } from '#gateway/snapshot.ts';
import {
  bankingRoute,
  sampleApplication,
  sampleIssuer,
  sampleJwtIssuer,
  sampleRoute,
  sampleSecret,
  sampleSnapshot,
  webstatRoute,
} from '#test/sample-snapshot.ts';

/** Brings the store to what the lines say. */
function follow(store: SnapshotStore, lines: Iterable<string>): void {
  let stage: ReturnType<SnapshotStore['begin']> | undefined;
  for (const message of [...lines].map(parseMessage)) {
    if (message.type === 'begin') stage = store.begin(message, message.from === null ? 'nothing' : 'current');
    else if (message.type === 'commit') stage?.commit();
    else if (message.type !== 'heartbeat') stage?.change(message);
  }
}

const clientIds = ['client-1', 'client-2', 'client-3'];
const origins = ['https://a.example', 'https://b.example', '*'];

const applicationOf = (clientId: string): fc.Arbitrary<SnapshotApplication> =>
  fc.record({
    ...{
      id: fc.constant(`id of ${clientId}`),
      name: fc.constantFrom('one', 'two\nlines'),
      clientId: fc.constant(clientId),
    },
    ...{ organisationId: fc.constant('org'), organisation: fc.constant('MTES'), enabled: fc.boolean() },
    environment: fc.constantFrom('sandbox', 'production'),
    secrets: fc.constantFrom(sampleApplication.secrets, []),
    javascriptOrigins: fc.subarray(origins),
    subscriptions: fc.constantFrom(sampleApplication.subscriptions, {
      'api-webstat': { state: 'approved' as const, planId: 'plan' },
      'api-sne': { state: 'suspended' as const, planId: 'plan' },
    }),
    consents: fc.subarray(['terms-1', 'terms-2']),
    profiles: fc.constantFrom(sampleApplication.profiles, {}),
  });

const routeOf = (route: SnapshotRoute): fc.Arbitrary<SnapshotRoute> =>
  fc
    .record({
      cors: fc.boolean(),
      webSocket: fc.boolean(),
      issuerId: fc.constantFrom(sampleIssuer.id, sampleJwtIssuer.id, null),
      operations: fc.constantFrom(sampleRoute.operations, null),
    })
    .map((changes) => ({ ...route, ...changes }));

const some = <Value>(values: readonly fc.Arbitrary<Value>[]): fc.Arbitrary<Value[]> =>
  fc.tuple(...values.map((value) => fc.option(value, { nil: null }))).map((all) => all.filter((one) => one !== null));

const snapshots: fc.Arbitrary<Snapshot> = fc
  .record({
    applications: some(clientIds.map(applicationOf)),
    routes: some([sampleRoute, webstatRoute, bankingRoute, { ...webstatRoute, basePath: '/webstat-fr' }].map(routeOf)),
    issuers: fc.subarray([sampleIssuer, sampleJwtIssuer, { ...sampleJwtIssuer, keys: [] }]),
    deniedTokens: fc.constantFrom({}, { 'jti:1': 5 }),
    passages: fc.subarray([{ host: 'Auth.example', upstream: 'http://127.0.0.1:1' }]),
  })
  .map(({ applications, issuers, ...changes }) =>
    sampleSnapshot({
      ...changes,
      applications: Object.fromEntries(applications.map((application) => [application.id, application])),
      issuers: Object.fromEntries(issuers.map((issuer) => [issuer.id, issuer])),
    }),
  );

type FieldPair = readonly [string, string];

function head(method: string, host: string, target: string, fields: readonly FieldPair[]): RequestHead {
  return requestHeadOf({ method, target, fields: [['Host', host], ...fields] });
}

const bearer: FieldPair = ['Authorization', 'Bearer abc'];
const preflight = (origin: string): FieldPair[] => [
  ['Origin', origin],
  ['Access-Control-Request-Method', 'GET'],
];
const calls: readonly RequestHead[] = [sampleRoute, webstatRoute, bankingRoute].flatMap(({ host, basePath }) => [
  head('GET', host, `${basePath}/healthcheck`, [bearer]),
  head('GET', '127.0.0.1', `${basePath}/other`, [bearer]),
  ...clientIds.map((id) =>
    head('GET', host, basePath, [
      ['X-IBM-Client-Id', id],
      ['X-IBM-Client-Secret', sampleSecret],
    ]),
  ),
  ...['https://a.example', 'https://c.example'].map((origin) => head('OPTIONS', host, basePath, preflight(origin))),
]);

/** All that can be asked of a snapshot, asked; sets of origins stand aside, since they answer and are not compared. */
function answersOf(snapshot: CompiledSnapshot): unknown {
  const { revision, registryId, passages, accounts, plans, deniedTokens, keyIds } = snapshot;
  const decisions = calls.flatMap((call) =>
    (['production', 'sandbox', null] as const).map((environment) => {
      const decision = decide({ head: call, environment }, snapshot, 1_000, () => undefined);
      if (!('route' in decision) || decision.route === null) return decision;
      const asked = origins.map((origin) => decision.route?.origins.has(origin));
      return { ...decision, route: { ...decision.route, origins: asked } };
    }),
  );
  const applications = clientIds.map((clientId) => snapshot.applicationsByClientId.get(clientId));
  return { decisions, applications, revision, registryId, passages, accounts, plans, deniedTokens, keyIds };
}

/** What is compiled of some records, by their names. */
function objectsIn(snapshot: CompiledSnapshot | null): Map<string, object | undefined> {
  const routes = [sampleRoute, webstatRoute, bankingRoute].map(({ host, basePath }) => {
    return [basePath, snapshot?.routesByHost.get(host)?.get(basePath)] as const;
  });
  const applications = clientIds.map((id) => [id, snapshot?.applicationsByClientId.get(id)] as const);
  return new Map<string, object | undefined>([...routes, ...applications]);
}

/** Compares all but a route's living set of origins, which answers differently without being another. */
function isSameContent(one: object, other: object): boolean {
  const content = (object: object) => ('cors' in object ? { ...object, origins: null } : object);
  return isDeepStrictEqual(content(one), content(other));
}

test('through any sequence of differences an object is the same one exactly while its content is the same', () => {
  fc.assert(
    fc.property(fc.array(snapshots, { minLength: 2, maxLength: 6 }), fc.boolean(), (sequence, wholes) => {
      const ledger = openSnapshotLedger();
      const store = openSnapshotStore();
      for (const [revision, snapshot] of sequence.entries()) {
        ledger.publish({ ...snapshot, revision });
        const current = store.current();
        const before = objectsIn(current);
        follow(store, ledger.linesSince(wholes || current === null ? null : positionOf(current)));
        for (const [name, object] of objectsIn(store.current())) {
          const former = before.get(name);
          if (object === undefined || former === undefined) continue;
          assert.equal(object === former, isSameContent(object, former), name);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('any sequence of differences leads to what compiling the result afresh gives', () => {
  fc.assert(
    fc.property(fc.array(snapshots, { minLength: 1, maxLength: 6 }), (sequence) => {
      const ledger = openSnapshotLedger();
      const store = openSnapshotStore();
      for (const [revision, snapshot] of sequence.entries()) {
        ledger.publish({ ...snapshot, revision });
        const current = store.current();
        follow(store, ledger.linesSince(current === null ? null : positionOf(current)));
        const now = store.current();
        assert.ok(now !== null);
        assert.deepEqual(answersOf(now), answersOf(compileSnapshot({ ...snapshot, revision })));
      }
    }),
    { numRuns: 200 },
  );
});

test('all records of a store make another store that answers the same', () => {
  fc.assert(
    fc.property(snapshots, (snapshot) => {
      const first = openSnapshotStore();
      const stage = first.begin(snapshot, 'nothing');
      for (const record of recordsOf(snapshot)) stage.change(record);
      stage.commit();
      const second = openSnapshotStore();
      const copy = second.begin(snapshot, 'nothing');
      for (const record of first.records()) copy.change(record);
      assert.deepEqual(answersOf(copy.commit()), answersOf(compileSnapshot(snapshot)));
    }),
    { numRuns: 50 },
  );
});

function storeOf(snapshot: Snapshot): SnapshotStore {
  const store = openSnapshotStore();
  put(store, snapshot, 'nothing');
  return store;
}

/** Puts every record of `snapshot`, whether it is new or not. */
function put(store: SnapshotStore, snapshot: Snapshot, from: 'nothing' | 'current'): CompiledSnapshot {
  const stage = store.begin(snapshot, from);
  for (const record of recordsOf(snapshot)) stage.change(record);
  return stage.commit();
}

const routeIn = (snapshot: CompiledSnapshot | null) =>
  snapshot?.routesByHost.get(sampleRoute.host)?.get(sampleRoute.basePath);
const applicationIn = (snapshot: CompiledSnapshot | null) =>
  snapshot?.applicationsByClientId.get(sampleApplication.clientId);

for (const from of ['nothing', 'current'] as const) {
  test(`what says the same stays the same object, what changes does not (from ${from})`, () => {
    const store = storeOf(sampleSnapshot());
    const before = store.current();
    const [route, application] = [routeIn(before), applicationIn(before)];
    assert.ok(route !== undefined && application !== undefined && before !== null);
    const same = put(store, sampleSnapshot({ revision: 2 }), from);
    assert.notEqual(same, before);
    assert.equal(routeIn(same), route);
    assert.equal(applicationIn(same), application);
    assert.equal(same.accounts.get('account-1'), before.accounts.get('account-1'));

    const other = put(
      store,
      sampleSnapshot({
        issuers: { [sampleIssuer.id]: { ...sampleIssuer, url: 'https://other.example' } },
        applications: { [sampleApplication.id]: { ...sampleApplication, enabled: false } },
      }),
      from,
    );
    assert.notEqual(routeIn(other), route);
    assert.equal(routeIn(other)?.issuer?.url, 'https://other.example');
    assert.notEqual(applicationIn(other), application);
    assert.equal(applicationIn(other)?.enabled, false);
  });
}

test('a stage that is not committed changes nothing', () => {
  const store = storeOf(sampleSnapshot());
  const before = answersOf(compileSnapshot(sampleSnapshot()));
  for (const from of ['nothing', 'current'] as const) {
    const stage = store.begin({ registryId: 'registry-1', revision: 2, madeAtMs: 0 }, from);
    stage.change({ type: 'delete', table: 'applications', key: sampleApplication.clientId });
  }
  const current = store.current();
  assert.ok(current !== null);
  assert.deepEqual(answersOf(current), before);
});

test('an application under another key than its client id is refused', () => {
  const stage = openSnapshotStore().begin({ registryId: 'registry-1', revision: 2, madeAtMs: 0 }, 'nothing');
  const value = sampleApplication;
  assert.throws(() => stage.change({ type: 'put', table: 'applications', key: 'another', value }));
});

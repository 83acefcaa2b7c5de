/** The compiled snapshot as it lives: built from records, changed by differences, of one revision at every moment. */
import { applicationCompiler, applicationRecord } from '#gateway/compile/application.ts';
import { compileChange, type Compilers } from '#gateway/compile/compile-change.ts';
import { originsKey } from '#gateway/compile/origins.ts';
import { routeCompiler, routeRecord } from '#gateway/compile/route.ts';
import { emptyTables, linkIssuers, type TableChange, type Tables } from '#gateway/compile/tables.ts';
import type { CompiledSnapshot } from '#gateway/decide/compiled-snapshot.ts';
import type { RecordChange, RecordPut, SnapshotHead } from '#gateway/snapshot-records.ts';

export type SnapshotStore = {
  /** What is in force; null before the first commit. */
  readonly current: () => CompiledSnapshot | null;
  /** Begins a new state of the registry: from nothing, or from what is in force. One at a time. */
  readonly begin: (head: SnapshotHead, from: 'nothing' | 'current') => Stage;
  /** All records of what is in force now, whatever is committed while they are read. */
  readonly records: () => Iterable<RecordPut>;
};

/** A state in the making. Nothing of it is seen before its commit; one that is not committed is just dropped. */
export type Stage = {
  /** @throws Error when the record cannot be used */
  readonly change: (change: RecordChange) => void;
  /** Puts it in force, in one step. @throws Error when there is no key for the identity header */
  readonly commit: () => CompiledSnapshot;
};

export function openSnapshotStore(): SnapshotStore {
  let tables = emptyTables();
  let current: CompiledSnapshot | null = null;
  const compilers: Compilers = {
    application: applicationCompiler(),
    route: routeCompiler(({ environment, apiId }) => {
      const key = originsKey(environment, apiId);
      return { has: (origin) => tables.origins.get(key)?.has(origin) === true };
    }),
  };
  /** Built apart and exchanged: a million records are not one step. */
  const beginWhole = (head: SnapshotHead): Stage => {
    const fresh = emptyTables();
    return {
      change: (change) => compileChange(change, tables, compilers)(fresh),
      commit: () => {
        linkIssuers(fresh);
        current = revisionOf(fresh, head);
        tables = fresh;
        return current;
      },
    };
  };
  const beginDifference = (head: SnapshotHead): Stage => {
    const changes: TableChange[] = [];
    let linked = true;
    return {
      change: (change) => {
        changes.push(compileChange(change, tables, compilers));
        linked &&= change.table !== 'issuers' && change.table !== 'routes';
      },
      commit: () => {
        for (const change of changes) change(tables);
        if (!linked) linkIssuers(tables);
        current = revisionOf(tables, head);
        return current;
      },
    };
  };
  return {
    current: () => current,
    begin: (head, from) => (from === 'nothing' ? beginWhole(head) : beginDifference(head)),
    records: () => recordsIn(tables),
  };
}

let versions = 0;

/** One revision: a small object of its own over the tables, so that two revisions can be told apart. */
function revisionOf(tables: Tables, { revision, madeAtMs, registryId }: SnapshotHead): CompiledSnapshot {
  if (tables.identityKey === null) throw new Error('a snapshot needs a key for the identity header');
  versions += 1;
  return {
    version: versions,
    revision,
    madeAtMs,
    registryId,
    routes: tables.routes,
    routesByHost: tables.routesByHost,
    routesByEnvironment: tables.routesByEnvironment,
    passages: tables.passageUpstreams,
    applicationsByClientId: tables.applications,
    apiKeys: tables.apiKeys,
    accounts: tables.accounts,
    plans: tables.plans,
    deniedTokens: tables.deniedTokens,
    keyIds: tables.keyIds,
    identityKey: tables.identityKey,
  };
}

/** The lists are copied at once — what they hold never changes —, the records are made as they are asked for. */
function recordsIn(tables: Tables): Iterable<RecordPut> {
  const type = 'put';
  const { identityKey } = tables;
  const [issuers, passages, plans] = [[...tables.issuers], [...tables.passages], [...tables.plans]];
  const [routes, applications] = [[...tables.routes], tables.applications.all()];
  const [apiKeys, accounts, deniedTokens] = [[...tables.apiKeys], [...tables.accounts], [...tables.deniedTokens]];
  return (function* (): Generator<RecordPut> {
    if (identityKey !== null) {
      const { kid, privateKeyPem } = identityKey;
      yield { type, table: 'identityHeader', key: '', value: { kid, privateKeyPem } };
    }
    for (const [key, value] of issuers) yield { type, table: 'issuers', key, value };
    for (const [key, value] of passages) yield { type, table: 'passages', key, value };
    for (const [key, value] of plans) yield { type, table: 'plans', key, value };
    for (const [key, route] of routes) yield { type, table: 'routes', key, value: routeRecord(route) };
    for (const application of applications) {
      yield { type, table: 'applications', key: application.clientId, value: applicationRecord(application) };
    }
    for (const [key, value] of apiKeys) yield { type, table: 'apiKeys', key, value };
    for (const [key, value] of accounts) yield { type, table: 'accounts', key, value };
    for (const [key, value] of deniedTokens) yield { type, table: 'deniedTokens', key, value };
  })();
}

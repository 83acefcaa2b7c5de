/** All that a snapshot consists of, compiled, and how one record changes it. */
import type { KeyObject } from 'node:crypto';
import {
  openApplicationTable,
  standingOf,
  type ApplicationEntry,
  type ApplicationTable,
} from '#gateway/compile/application-table.ts';
import { countOrigins, type OriginCounts } from '#gateway/compile/origins.ts';
import { openRouteTable, type MutableRouteTable } from '#gateway/compile/route-table.ts';
import type { CompiledRoute } from '#gateway/decide/compiled-snapshot.ts';
import type {
  Environment,
  Snapshot,
  SnapshotAccount,
  SnapshotApiKey,
  SnapshotIssuer,
  SnapshotPassage,
  SnapshotPlan,
} from '#gateway/snapshot.ts';

export type IdentityKey = Snapshot['identityHeader'] & { readonly privateKey: KeyObject };

export type Tables = {
  identityKey: IdentityKey | null;
  readonly issuers: Map<string, SnapshotIssuer>;
  readonly keyIds: Map<string, ReadonlySet<string>>;
  readonly passages: Map<string, SnapshotPassage>;
  readonly passageUpstreams: Map<string, string>;
  readonly plans: Map<string, SnapshotPlan>;
  readonly routes: Map<string, CompiledRoute>;
  readonly routesByHost: Map<string, MutableRouteTable>;
  readonly routesByEnvironment: Map<Environment, MutableRouteTable>;
  readonly applications: ApplicationTable;
  readonly origins: OriginCounts;
  readonly apiKeys: Map<string, SnapshotApiKey>;
  readonly accounts: Map<string, SnapshotAccount>;
  readonly deniedTokens: Map<string, number>;
};

export function emptyTables(): Tables {
  return {
    identityKey: null,
    issuers: new Map(),
    keyIds: new Map(),
    passages: new Map(),
    passageUpstreams: new Map(),
    plans: new Map(),
    routes: new Map(),
    routesByHost: new Map(),
    routesByEnvironment: new Map(),
    applications: openApplicationTable(),
    origins: new Map(),
    apiKeys: new Map(),
    accounts: new Map(),
    deniedTokens: new Map(),
  };
}

/** One record's change, compiled; it cannot fail any more. Without a value the record goes. */
export type TableChange = (tables: Tables) => void;

/** Puts `value` where `key` is, or takes away what is there. */
export function setRecord<Value>(table: Map<string, Value>, key: string, value: Value | undefined): void {
  if (value === undefined) table.delete(key);
  else table.set(key, value);
}

export function setIssuer(tables: Tables, key: string, issuer: SnapshotIssuer | undefined): void {
  setRecord(tables.issuers, key, issuer);
  setRecord(tables.keyIds, key, issuer && new Set(issuer.keys.map(({ kid }) => kid)));
}

export function setPassage(tables: Tables, key: string, passage: SnapshotPassage | undefined): void {
  setRecord(tables.passages, key, passage);
  setRecord(tables.passageUpstreams, key.toLowerCase(), passage?.upstream);
}

export function setApplication(tables: Tables, clientId: string, application: ApplicationEntry | undefined): void {
  const before = tables.applications.entry(clientId);
  if (before === application) return;
  if (before !== undefined) countOrigins(tables.origins, standingOf(before), -1);
  if (application === undefined) return tables.applications.delete(clientId);
  countOrigins(tables.origins, standingOf(application), 1);
  tables.applications.set(clientId, application);
}

export function setRoute(tables: Tables, key: string, route: CompiledRoute | undefined): void {
  const before = tables.routes.get(key);
  if (before !== undefined) {
    const host = before.host.toLowerCase();
    tables.routesByHost.get(host)?.delete(key, before.basePath);
    tables.routesByEnvironment.get(before.environment)?.delete(key, before.basePath);
    if (tables.routesByHost.get(host)?.isEmpty() === true) tables.routesByHost.delete(host);
  }
  setRecord(tables.routes, key, route);
  if (route === undefined) return;
  tableOf(tables.routesByHost, route.host.toLowerCase()).put(key, route);
  tableOf(tables.routesByEnvironment, route.environment).put(key, route);
}

function tableOf<Key>(tables: Map<Key, MutableRouteTable>, key: Key): MutableRouteTable {
  const table = tables.get(key) ?? openRouteTable();
  tables.set(key, table);
  return table;
}

/** Gives every route the issuer that it names, as it is now. A route whose issuer is the same stays the same object. */
export function linkIssuers(tables: Tables): void {
  for (const [key, route] of tables.routes) {
    const issuer = route.issuerId === null ? null : (tables.issuers.get(route.issuerId) ?? null);
    if (issuer !== route.issuer) setRoute(tables, key, { ...route, issuer });
  }
}

/** From one record to the change that it makes; what has not changed stays the object that it is. */
import { createPrivateKey } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { ApplicationCompiler } from '#gateway/compile/application.ts';
import { entryFor } from '#gateway/compile/application-table.ts';
import { routeRecord, type RouteCompiler } from '#gateway/compile/route.ts';
import {
  setApplication,
  setIssuer,
  setPassage,
  setRecord,
  setRoute,
  type IdentityKey,
  type TableChange,
  type Tables,
} from '#gateway/compile/tables.ts';
import type { CompiledRoute } from '#gateway/decide/compiled-snapshot.ts';
import type { Snapshot, SnapshotRoute } from '#gateway/snapshot.ts';
import type { RecordChange, RecordPut } from '#gateway/snapshot-records.ts';

export type Compilers = {
  readonly application: ApplicationCompiler;
  readonly route: RouteCompiler;
};

/**
 * Compiles one change; `present` is what is in force.
 *
 * @throws Error when the record cannot be used: an identity key that is no P-256 private key
 */
export function compileChange(change: RecordChange, present: Tables, compilers: Compilers): TableChange {
  return change.type === 'put' ? compilePut(change, present, compilers) : compileDelete(change.table, change.key);
}

function compilePut(put: RecordPut, present: Tables, compilers: Compilers): TableChange {
  const { key } = put;
  switch (put.table) {
    case 'applications': {
      // The key is what calls are looked up by: another than the client id would open an application to strangers.
      if (put.value.clientId !== key) throw new Error('an application must be known by its client id');
      const application = entryFor(compilers.application(put.value), present.applications.entry(key));
      return (tables) => setApplication(tables, key, application);
    }
    case 'apiKeys':
      return (tables) => setRecord(tables.apiKeys, key, put.value);
    case 'accounts': {
      const account = unlessSame(put.value, present.accounts.get(key));
      return (tables) => setRecord(tables.accounts, key, account);
    }
    case 'routes': {
      const route = compileRoute(put.value, present.routes.get(key), compilers);
      return (tables) => setRoute(tables, key, route);
    }
    case 'issuers': {
      const issuer = unlessSame(put.value, present.issuers.get(key));
      return (tables) => setIssuer(tables, key, issuer);
    }
    case 'passages':
      return (tables) => setPassage(tables, key, put.value);
    case 'plans': {
      const plan = unlessSame(put.value, present.plans.get(key));
      return (tables) => setRecord(tables.plans, key, plan);
    }
    case 'deniedTokens':
      return (tables) => setRecord(tables.deniedTokens, key, put.value);
    case 'identityHeader': {
      const identityKey = readIdentityKey(put.value, present.identityKey);
      return (tables) => {
        tables.identityKey = identityKey;
      };
    }
  }
}

function compileDelete(table: RecordChange['table'], key: string): TableChange {
  switch (table) {
    case 'applications':
      return (tables) => setApplication(tables, key, undefined);
    case 'routes':
      return (tables) => setRoute(tables, key, undefined);
    case 'issuers':
      return (tables) => setIssuer(tables, key, undefined);
    case 'passages':
      return (tables) => setPassage(tables, key, undefined);
    case 'identityHeader':
      throw new Error('a snapshot needs a key for the identity header');
    case 'apiKeys':
    case 'accounts':
    case 'plans':
    case 'deniedTokens':
      return (tables) => void tables[table].delete(key);
  }
}

function unlessSame<Value>(value: Value, before: Value | undefined): Value {
  return before !== undefined && isDeepStrictEqual(before, value) ? before : value;
}

function compileRoute(record: SnapshotRoute, before: CompiledRoute | undefined, compilers: Compilers): CompiledRoute {
  if (before !== undefined && isDeepStrictEqual(routeRecord(before), record)) return before;
  return compilers.route(record);
}

function readIdentityKey(header: Snapshot['identityHeader'], before: IdentityKey | null): IdentityKey {
  if (before !== null && before.kid === header.kid && before.privateKeyPem === header.privateKeyPem) return before;
  const privateKey = createPrivateKey(header.privateKeyPem);
  if (privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new Error('the identity header needs a P-256 key');
  }
  return { ...header, privateKey };
}

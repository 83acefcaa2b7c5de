/**
 * The snapshot as it travels and as it is kept on disk: lines of JSON, one record a line.
 *
 *     {"type":"begin","registryId":"…","revision":7,"madeAtMs":…,"from":null}     everything follows; or
 *     {"type":"begin",…,"from":"<position>"}                                       what changed since that position
 *     {"type":"put","table":"applications","key":"…","value":{…}}
 *     {"type":"delete","table":"applications","key":"…"}
 *     {"type":"commit"}
 *     {"type":"heartbeat"}                                                         between two of these
 *
 * What comes between `begin` and `commit` takes effect at the commit, at once, and not at all when the stream is cut before.
 */
import { z } from 'zod';
import {
  accountSchema,
  apiKeySchema,
  applicationSchema,
  identityHeaderSchema,
  issuerSchema,
  passageSchema,
  planSchema,
  routeSchema,
  type Snapshot,
} from '#gateway/snapshot.ts';

/** What a whole snapshot and a difference begin with. */
const headSchema = z.object({
  registryId: z.string(),
  revision: z.number().int(),
  madeAtMs: z.number(),
});
export type SnapshotHead = z.infer<typeof headSchema>;

/** One schema a table; the key is beside the value, also where the value repeats it. */
const put = <Table extends string, Value extends z.ZodType>(table: Table, value: Value) =>
  z.strictObject({ type: z.literal('put'), table: z.literal(table), key: z.string(), value });

const putSchema = z.discriminatedUnion('table', [
  put('applications', applicationSchema),
  put('apiKeys', apiKeySchema),
  put('accounts', accountSchema),
  put('routes', routeSchema),
  put('issuers', issuerSchema),
  put('passages', passageSchema),
  put('plans', planSchema),
  put('deniedTokens', z.number()),
  put('identityHeader', identityHeaderSchema),
]);
export const tableSchema = z.enum([
  'issuers',
  'passages',
  'plans',
  'identityHeader',
  'routes',
  'applications',
  'apiKeys',
  'accounts',
  'deniedTokens',
]);

const deleteSchema = z.strictObject({ type: z.literal('delete'), table: tableSchema, key: z.string() });

/** A record that is there from now on. */
export type RecordPut = z.infer<typeof putSchema>;
/** A record that is there, or not any more. */
export type RecordChange = RecordPut | z.infer<typeof deleteSchema>;

const messageSchema = z.discriminatedUnion('type', [
  putSchema,
  deleteSchema,
  z.strictObject({ type: z.literal('begin'), from: z.string().nullable(), ...headSchema.shape }),
  z.strictObject({ type: z.literal('commit') }),
  z.strictObject({ type: z.literal('heartbeat') }),
]);
export type SnapshotMessage = z.infer<typeof messageSchema>;

/** Reads one line. @throws Error when it is no message */
export function parseMessage(line: string): SnapshotMessage {
  return messageSchema.parse(JSON.parse(line));
}

/** Names a state of a registry; a gateway says by it what it has, and a difference what it builds on. */
export function positionOf({ registryId, revision, madeAtMs }: SnapshotHead): string {
  return `${registryId}/${revision}/${madeAtMs}`;
}

/** Writes the first line of a whole snapshot, or of a difference from the position `from`. */
export function beginLine({ registryId, revision, madeAtMs }: SnapshotHead, from: string | null): string {
  return JSON.stringify({ type: 'begin', registryId, revision, madeAtMs, from } satisfies SnapshotMessage);
}

export const commitLine = '{"type":"commit"}';
export const heartbeatLine = '{"type":"heartbeat"}';

/** Takes a snapshot apart into its records. Applications are known by their client id, by which calls name them. */
export function* recordsOf(snapshot: Snapshot): Generator<RecordPut> {
  const type = 'put';
  yield { type, table: 'identityHeader', key: '', value: snapshot.identityHeader };
  for (const [key, value] of Object.entries(snapshot.issuers)) yield { type, table: 'issuers', key, value };
  for (const value of snapshot.passages) yield { type, table: 'passages', key: value.host, value };
  for (const [key, value] of Object.entries(snapshot.plans)) yield { type, table: 'plans', key, value };
  for (const value of snapshot.routes) {
    yield { type, table: 'routes', key: `${value.environment} ${value.host} ${value.basePath}`, value };
  }
  for (const value of Object.values(snapshot.applications)) {
    yield { type, table: 'applications', key: value.clientId, value };
  }
  for (const [key, value] of Object.entries(snapshot.apiKeys)) yield { type, table: 'apiKeys', key, value };
  for (const [key, value] of Object.entries(snapshot.accounts)) yield { type, table: 'accounts', key, value };
  for (const [key, value] of Object.entries(snapshot.deniedTokens)) yield { type, table: 'deniedTokens', key, value };
}

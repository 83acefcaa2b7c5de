/** The header fields of the request that goes upstream: the client's own, less what is not theirs to say, and ours. */
import { fieldValues, type Fields } from '#gateway/head/fields.ts';
import type { RequestHead } from '#gateway/head/request-head.ts';

/** What the listener knows about the client's connection. */
export type Connection = {
  readonly address: string;
  readonly protocol: 'http' | 'https';
  /** TLS ends in front of us: what the proxy there says about the client is believed. */
  readonly trustProxy: boolean;
};

/** Credentials for the gateway, which no upstream gets to see. */
const credentials = new Set(['authorization', 'x-ibm-client-id', 'x-ibm-client-secret']);
/** Framing and connection are set anew by the transport; `Expect` has been answered by the listener. */
const ours = new Set(['host', 'content-length', 'expect', 'x-request-id']);
const origins = new Set(['forwarded', 'via', 'x-real-ip']);

/** True for fields under which an upstream would believe the gateway. */
function speaksForUs(name: string): boolean {
  return name.startsWith('x-guichet-') || ours.has(name);
}

/** True for fields that tell where a request came from. */
function tellsOrigin(name: string): boolean {
  return name.startsWith('x-forwarded-') || origins.has(name);
}

type Sent = {
  readonly head: RequestHead;
  readonly connection: Connection;
  readonly requestId: string;
};

/** Fields for an API's upstream. */
export function apiRequestFields(sent: Sent, identity: string): Fields {
  return [...clientFields(sent, credentials), ...ourFields(sent), ['x-guichet-identity', identity]];
}

/** Fields for a host that is handed through: it keeps its name, and reads the client's credentials itself. */
export function passageRequestFields(sent: Sent): Fields {
  return [['host', sent.head.authority], ...clientFields(sent, new Set()), ...ourFields(sent)];
}

function clientFields({ head }: Sent, removed: ReadonlySet<string>): Fields {
  return head.fields.filter(([name]) => !speaksForUs(name) && !tellsOrigin(name) && !removed.has(name));
}

function ourFields({ head, connection, requestId }: Sent): Fields {
  const believed = (name: string): string | undefined =>
    connection.trustProxy ? fieldValues(head.fields, name).join(', ') || undefined : undefined;
  return [
    ...(head.contentLength === null || !head.hasBody ? [] : [['content-length', String(head.contentLength)] as const]),
    // The last value is always the client's address: as we see it, or as the trusted proxy has seen it.
    ['x-forwarded-for', believed('x-forwarded-for') ?? connection.address],
    ['x-forwarded-proto', believed('x-forwarded-proto') ?? connection.protocol],
    ['x-forwarded-host', believed('x-forwarded-host') ?? head.authority],
    ['x-request-id', requestId],
  ];
}

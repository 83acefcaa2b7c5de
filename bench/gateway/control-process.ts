/** What stands around our gateway: a control process that streams one snapshot and takes usage, and an issuer that knows the tokens. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { heartbeat, introspectionPath, snapshotLines, snapshotPath, usagePath } from '#bench/gateway/snapshot-feed.ts';
import { applicationOf, clientIdOf, scope, tokenNumber, worldSchema } from '#bench/gateway/world.ts';

const heartbeatEveryMs = 3_000;
const decompress = promisify(zstdDecompress);
const linesBytes = 256 * 1024;
const world = worldSchema.parse(JSON.parse(process.argv[2] ?? ''));
let introspections = 0;

const server = createServer((request, response) => {
  if (request.url?.startsWith(snapshotPath)) void streamSnapshot(response);
  else if (request.url === usagePath) void takeUsage(request, response);
  else if (request.url === introspectionPath) void introspect(request, response);
  else response.end(String(introspections));
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify({ url: address() })}\n`));
process.once('SIGTERM', () => process.exit(0));

function address(): string {
  // A server that listens on a port has an address with one.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function streamSnapshot(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  let lines = '';
  for (const line of snapshotLines(world, address())) {
    lines += line;
    if (lines.length < linesBytes) continue;
    if (response.destroyed) return;
    if (!response.write(lines)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    lines = '';
  }
  response.write(lines + heartbeat);
  const beating = setInterval(() => response.write(heartbeat), heartbeatEveryMs);
  response.once('close', () => clearInterval(beating));
}

/** Takes usage as the true one does, but for its database. */
async function takeUsage(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const lines = (await decompress(Buffer.concat(await request.toArray()))).toString('latin1').trimEnd();
  const last = /^\{"sequence":(\d+)/.exec(lines.slice(lines.lastIndexOf('\n') + 1))?.[1];
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ acknowledged: Number(last) }));
}

/** RFC 7662 §2.2. */
async function introspect(request: IncomingMessage, response: ServerResponse): Promise<void> {
  introspections += 1;
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const number = tokenNumber(new URLSearchParams(body).get('token') ?? '');
  const exp = Math.floor(Date.now() / 1000) + 12 * 3600;
  const client_id = clientIdOf(applicationOf(number ?? 0, world.applications));
  const answer = number === null ? { active: false } : { active: true, client_id, sub: client_id, scope, exp };
  response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
}

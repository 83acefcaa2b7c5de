/** @node-oauth/oauth2-server on node:http with a model that keeps tokens in a Map. */
import { createServer } from 'node:http';
import OAuth2Server, { type Token } from '@node-oauth/oauth2-server';
import type { TokenServer } from '#bench/tokens/server.ts';

const client = { id: 'bench', secret: 'a-secret-of-the-benchmark-that-is-long-enough', grants: ['client_credentials'] };
const tokens = new Map<string, Token>();

const oauth = new OAuth2Server({
  model: {
    getClient: async (id, secret) => (id === client.id && secret === client.secret ? client : null),
    getUserFromClient: async () => ({ id: client.id }),
    saveToken: async (token, savedFor, user) => {
      const saved = { ...token, client: savedFor, user };
      tokens.set(token.accessToken, saved);
      return saved;
    },
    getAccessToken: async (token) => tokens.get(token) ?? null,
    validateScope: async (_user, _client, scope) => scope ?? [],
  },
});

const server = createServer((incoming, outgoing) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    const body = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const request = new OAuth2Server.Request({ method: incoming.method ?? '', query: {}, headers, body });
    const response = new OAuth2Server.Response();
    oauth.token(request, response).then(
      () => outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(response.body)),
      (error: Error) => outgoing.writeHead(400).end(error.message),
    );
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const form = { grant_type: 'client_credentials', client_id: client.id, client_secret: client.secret };
  const ready: TokenServer = { opaque: { url: `http://127.0.0.1:${address.port}/token`, form } };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
});
process.once('SIGTERM', () => process.exit(0));

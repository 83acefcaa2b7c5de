/** oidc-provider with its in-memory adapter: opaque tokens by default, ES256 JWTs for the resource `urn:jwt`. */
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';
import type { TokenServer } from '#bench/tokens/server.ts';

const client = { id: 'bench', secret: 'a-secret-of-the-benchmark-that-is-long-enough' };

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const provider = new Provider('http://127.0.0.1', {
  clients: [
    {
      client_id: client.id,
      client_secret: client.secret,
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      token_endpoint_auth_method: 'client_secret_post',
      id_token_signed_response_alg: 'ES256',
    },
  ],
  jwks: { keys: [{ ...key, kid: 'bench', alg: 'ES256', use: 'sig' }] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({ scope: 'read', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } }),
    },
  },
});

const server = provider.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const base = `http://127.0.0.1:${address.port}`;
  const form = { grant_type: 'client_credentials', client_id: client.id, client_secret: client.secret };
  const ready: TokenServer = {
    opaque: { url: `${base}/token`, form },
    jwt: { url: `${base}/token`, form: { ...form, resource: 'urn:jwt' } },
    introspection: { url: `${base}/token/introspection`, form: { client_id: client.id, client_secret: client.secret } },
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
});
process.once('SIGTERM', () => process.exit(0));

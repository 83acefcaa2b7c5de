/** What clients can find out by themselves: RFC 8414, OpenID Connect Discovery, and the keys (RFC 7517). */
import { answerJson, cachedJson, type Answer } from '#identity/answer.ts';
import { addressesOf, keysAddress } from '#registry/issuers/addresses.ts';
import type { Exchange } from '#identity/exchange.ts';

/** Shorter than the time for which a key is published before it signs. */
const cached = cachedJson(300);

/** Answers with the authorization server's metadata; the same document serves RFC 8414 and OpenID Connect Discovery. */
export function answerMetadata({ issuer }: Exchange): Answer {
  const addresses = addressesOf(issuer.dialect);
  const base = issuer.origin + issuer.basePath;
  const methods = ['client_secret_basic', 'client_secret_post'];
  const document = {
    issuer: issuer.url,
    token_endpoint: base + addresses.token,
    token_endpoint_auth_methods_supported: methods,
    grant_types_supported: issuer.grants,
    scopes_supported: issuer.scopes,
    // There is no authorization endpoint here, hence no response type.
    response_types_supported: [],
    introspection_endpoint: base + addresses.introspection,
    introspection_endpoint_auth_methods_supported: methods,
    revocation_endpoint: base + addresses.revocation,
    revocation_endpoint_auth_methods_supported: methods,
    jwks_uri: base + keysAddress,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [issuer.signingAlgorithm],
  };
  return answerJson(document, cached);
}

/** Answers with the public keys that verify the issuer's JWTs; none when its tokens are opaque. */
export async function answerKeys({ issuer, services }: Exchange): Promise<Answer> {
  const keys = await services.keys.published(issuer);
  return answerJson({ keys: keys.map((key) => key.publicJwk) }, cached);
}

/** The SNE-Cotation service, behind the gateways on loopback. */
import { openIdentityVerifier, remoteKeys } from '#apis/sne-cotation/identity-header.ts';
import { openSneCotation } from '#apis/sne-cotation/service.ts';
import { systemClock } from '#base/clock.ts';
import { openReadiness } from '#base/readiness.ts';
import { openHttpListener } from '#commands/serve/http-listener.ts';
import type { PartContext, RunningPart } from '#commands/serve/part.ts';
import { controlUrl, portsFrom } from '#commands/serve/ports.ts';

/** Starts it. The keys of the identity header come from the control part, when first needed. */
export async function startSneCotation({ settings, log }: PartContext): Promise<RunningPart> {
  const keys = remoteKeys(`${controlUrl(settings)}/.well-known/guichet-identity/jwks.json`);
  const fetch = openSneCotation({
    identify: openIdentityVerifier({ keys, audience: 'sne-cotation' }),
    clock: systemClock,
    log: log.with({ part: 'sne-cotation' }),
  });
  // It reads nothing but its own files, which it has when it is here.
  const readiness = openReadiness([]);
  const port = portsFrom(settings.portBase).sneCotation;
  const listener = await openHttpListener({ host: '127.0.0.1', port, fetch, readiness });
  return { addresses: { 'sne-cotation': listener.url }, close: listener.close, readiness };
}

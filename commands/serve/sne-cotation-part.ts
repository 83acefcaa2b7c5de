/** The SNE-Cotation service, behind the gateways on loopback. */
import { openIdentityVerifier, remoteKeys } from '#apis/sne-cotation/identity-header.ts';
import { openSneCotation } from '#apis/sne-cotation/service.ts';
import { systemClock } from '#base/clock.ts';
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
  const listener = await openHttpListener({ host: '127.0.0.1', port: portsFrom(settings.portBase).sneCotation, fetch });
  return { addresses: { 'sne-cotation': listener.url }, close: listener.close };
}

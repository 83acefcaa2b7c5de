/** The Banking service, behind the gateways on loopback. */
import { join } from 'node:path';
import { openIdentityVerifier, remoteKeys } from '#apis/banking/identity-header.ts';
import { openBanking } from '#apis/banking/service.ts';
import { openReadiness } from '#base/readiness.ts';
import { databaseChecks, diskCheck } from '#commands/serve/checks.ts';
import { openHttpListener } from '#commands/serve/http-listener.ts';
import type { PartContext, RunningPart } from '#commands/serve/part.ts';
import { controlUrl, portsFrom } from '#commands/serve/ports.ts';
import { connect } from '#database/connect.ts';

/** Connections of its own: a large import must not keep the registry waiting. */
const poolSize = 6;

/** Starts it. The keys of the identity header come from the control part, when first needed. */
export async function startBanking({ settings, log, registry }: PartContext): Promise<RunningPart> {
  const keys = remoteKeys(`${controlUrl(settings)}/.well-known/guichet-identity/jwks.json`);
  const ownLog = log.with({ part: 'banking' });
  const database = connect(registry().database.connection, ownLog, poolSize);
  const banking = await openBanking({
    identify: openIdentityVerifier({ keys, audience: 'banking' }),
    pool: database.pool,
    folder: join(settings.data, 'banking'),
    clock: registry().clock,
    log: ownLog,
  });
  const readiness = openReadiness([...databaseChecks(database), diskCheck(settings.data, true)]);
  const listener = await openHttpListener({
    host: '127.0.0.1',
    port: portsFrom(settings.portBase).banking,
    fetch: banking.fetch,
    readiness,
  });
  const close = async (): Promise<void> => {
    await listener.close();
    await banking.close();
    await database.close();
  };
  return { addresses: { banking: listener.url }, close, readiness };
}

/** The Webstat service, behind the gateways on loopback. */
import { openIdentityVerifier, remoteKeys } from '#apis/webstat/identity-header.ts';
import { openWebstat } from '#apis/webstat/service.ts';
import { openReadiness } from '#base/readiness.ts';
import { databaseChecks } from '#commands/serve/checks.ts';
import { openHttpListener } from '#commands/serve/http-listener.ts';
import type { PartContext, RunningPart } from '#commands/serve/part.ts';
import { controlUrl, portsFrom } from '#commands/serve/ports.ts';
import { connect } from '#database/connect.ts';

/** Connections of its own: a whole data set must not keep the registry waiting. */
const poolSize = 6;

/** Starts it; the first start of all loads what it begins with. The keys of the identity header come from the control part. */
export async function startWebstat({ settings, log, registry }: PartContext): Promise<RunningPart> {
  const keys = remoteKeys(`${controlUrl(settings)}/.well-known/guichet-identity/jwks.json`);
  const ownLog = log.with({ part: 'webstat' });
  const database = connect(registry().database.connection, ownLog, poolSize);
  const fetch = await openWebstat({
    identify: openIdentityVerifier({ keys }),
    pool: database.pool,
    clock: registry().clock,
    log: ownLog,
  });
  const readiness = openReadiness(databaseChecks(database));
  const port = portsFrom(settings.portBase).webstat;
  const listener = await openHttpListener({ host: '127.0.0.1', port, fetch, readiness });
  const close = async (): Promise<void> => {
    await listener.close();
    await database.close();
  };
  return { addresses: { webstat: listener.url }, close, readiness };
}

/** The identity part: the issuers, on their plain listener; the gateway's TLS listener hands their hosts through to it. */
import { openReadiness } from '#base/readiness.ts';
import { readGatewayKey } from '#commands/instance-keys.ts';
import { databaseChecks } from '#commands/serve/checks.ts';
import type { PartContext, RunningPart } from '#commands/serve/part.ts';
import { takePort } from '#commands/serve/port-taken.ts';
import { portsFrom } from '#commands/serve/ports.ts';
import { openIdentityListener } from '#identity/listener.ts';
import { openIdentity } from '#identity/server.ts';

/** Starts it. */
export async function startIdentity(context: PartContext): Promise<RunningPart> {
  const { settings, registry } = context;
  const log = context.log.with({ part: 'identity' });
  const opened = registry();
  const identity = await openIdentity({
    registry: opened,
    log,
    gatewayKey: await readGatewayKey(settings),
    // Plain HTTP: who asks is this machine's gateway, or the proxy that ends TLS; both say for whom.
    trustProxy: true,
    metrics: context.metrics,
    requests: context.requestsOf('identity'),
  });
  const readiness = openReadiness([
    ...databaseChecks(opened.database),
    { name: 'keys', needed: true, look: identity.hasKeys },
  ]);
  try {
    const port = portsFrom(settings.portBase).identity;
    const host = settings.listenHost;
    const listener = await takePort(host, openIdentityListener({ identity, host, port, log, readiness }));
    return {
      addresses: { identity: listener.url },
      readiness,
      close: async () => {
        await listener.close();
        await identity.close();
      },
    };
  } catch (cause) {
    await identity.close();
    throw cause;
  }
}

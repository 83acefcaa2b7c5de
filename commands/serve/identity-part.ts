/** The identity part: the issuers, on their plain listener; the gateway's TLS listener hands their hosts through to it. */
import { readGatewayKey } from '#commands/instance-keys.ts';
import { openHttpListener } from '#commands/serve/http-listener.ts';
import type { PartContext, RunningPart } from '#commands/serve/part.ts';
import { portsFrom } from '#commands/serve/ports.ts';
import { openIdentity } from '#identity/server.ts';

/** Starts it. */
export async function startIdentity({ settings, log, registry }: PartContext): Promise<RunningPart> {
  const opened = registry();
  const identity = await openIdentity({
    registry: opened,
    log: log.with({ part: 'identity' }),
    gatewayKey: await readGatewayKey(settings),
    // Plain HTTP: who asks is this machine's gateway, or the proxy that ends TLS; both say for whom.
    trustProxy: true,
  });
  try {
    const port = portsFrom(settings.portBase).identity;
    const listener = await openHttpListener({ host: settings.listenHost, port, fetch: identity.fetch });
    return {
      addresses: { identity: listener.url },
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

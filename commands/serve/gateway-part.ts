/** The gateway part: production and sandbox by address, and one TLS listener for all hosts when a certificate is given. */
import { Problem } from '#base/problem.ts';
import type { Settings } from '#base/settings.ts';
import { readGatewayKey } from '#commands/instance-keys.ts';
import { portTaken } from '#commands/serve/http-listener.ts';
import type { PartContext, RunningPart } from '#commands/serve/part.ts';
import { controlUrl, portsFrom } from '#commands/serve/ports.ts';
import type { GatewaySettings } from '#gateway/gateway.ts';
import { openWorkers } from '#gateway/workers/supervisor.ts';

type ListenerSettings = GatewaySettings['listeners'][number];

function tlsListeners(settings: Settings): ListenerSettings[] {
  const { tlsPort, tlsCertificate, tlsKey, tlsHost, listenHost } = settings;
  if (tlsPort === undefined && tlsCertificate === undefined && tlsKey === undefined) return [];
  if (tlsPort === undefined || tlsCertificate === undefined || tlsKey === undefined) {
    throw new Problem('settings.tls_incomplete', 422, {
      en: 'TLS needs all three: a port, a certificate and its key (--tls-port, --tls-certificate, --tls-key).',
      fr: 'TLS exige les trois : un port, un certificat et sa clé (--tls-port, --tls-certificate, --tls-key).',
    });
  }
  return [
    {
      environment: null,
      host: tlsHost ?? listenHost,
      port: tlsPort,
      tls: { certFile: tlsCertificate, keyFile: tlsKey },
    },
  ];
}

/** Where a gateway of these settings listens, by name, in the order of its listeners. */
export function gatewayListeners(settings: Settings): Readonly<Record<string, ListenerSettings>> {
  const ports = portsFrom(settings.portBase);
  const host = settings.listenHost;
  const [tls] = tlsListeners(settings);
  return {
    production: { environment: 'production', host, port: ports.production },
    sandbox: { environment: 'sandbox', host, port: ports.sandbox },
    ...(tls === undefined ? {} : { tls }),
  };
}

/** The addresses of the `ready` line. */
export function gatewayAddresses(settings: Settings): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(gatewayListeners(settings)).map(([name, { host, port, tls }]) => [
      name,
      `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    ]),
  );
}

/** Starts it in this process, in threads of their own; it answers when the first snapshot is in force. */
export async function startGateway({ settings, log }: PartContext): Promise<RunningPart> {
  const gateway = await openWorkers({
    listeners: Object.values(gatewayListeners(settings)),
    control: { url: controlUrl(settings), key: await readGatewayKey(settings) },
    dataFolder: settings.data,
    trustProxy: settings.trustProxy,
    workers: settings.gatewayWorkers,
    logLevel: settings.logLevel,
    log: log.with({ part: 'gateway' }),
  }).catch((cause: unknown) => {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause;
    const port = 'port' in cause && typeof cause.port === 'number' ? cause.port : 0;
    throw portTaken(settings.listenHost, port, cause);
  });
  const reload = (): void => void gateway.reload();
  process.on('SIGHUP', reload);
  await gateway.ready;
  return {
    addresses: gatewayAddresses(settings),
    close: async () => {
      process.off('SIGHUP', reload);
      await gateway.close();
    },
  };
}

/** The gateway part: production and sandbox by address, and one TLS listener for all hosts when a certificate is given. */
import { systemClock } from '#base/clock.ts';
import { Problem } from '#base/problem.ts';
import type { Settings } from '#base/settings.ts';
import { readGatewayKey } from '#commands/instance-keys.ts';
import type { PartContext, RunningPart } from '#commands/serve/part.ts';
import { takePort } from '#commands/serve/port-taken.ts';
import { controlUrl, portsFrom } from '#commands/serve/ports.ts';
import { openGateway, type GatewaySettings } from '#gateway/gateway.ts';

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

/** Starts it in this process; it answers when the first snapshot is in force. */
export async function startGateway({ settings, log }: PartContext): Promise<RunningPart> {
  const listeners = Object.values(gatewayListeners(settings));
  const opening = openGateway({
    listeners,
    control: { url: controlUrl(settings), key: await readGatewayKey(settings) },
    dataFolder: settings.data,
    log: log.with({ part: 'gateway' }),
    clock: systemClock,
    trustProxy: settings.trustProxy,
  });
  const gateway = await takePort(settings.listenHost, opening);
  await gateway.ready;
  return { addresses: gatewayAddresses(settings), close: gateway.close };
}

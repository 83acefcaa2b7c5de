/** The gateway part: production and sandbox by address, and one TLS listener for all hosts when a certificate is given. */
import { openReadiness } from '#base/readiness.ts';
import { randomUUID } from 'node:crypto';
import { Problem } from '#base/problem.ts';
import type { Settings } from '#base/settings.ts';
import { diskCheck } from '#commands/serve/checks.ts';
import { openGatewayFigures } from '#gateway/figures/figures.ts';
import { readGatewayKey } from '#commands/instance-keys.ts';
import type { PartContext, RunningPart } from '#commands/serve/part.ts';
import { takePort } from '#commands/serve/port-taken.ts';
import { controlUrl, portsFrom } from '#commands/serve/ports.ts';
import type { GatewaySettings } from '#gateway/gateway.ts';
import { openTraceExporter } from '#gateway/tracing/exporter.ts';
import { openWorkers } from '#gateway/workers/supervisor.ts';

type ListenerSettings = GatewaySettings['listeners'][number];

function tlsListener(settings: Settings): ListenerSettings | null {
  const { tlsPort, tlsCertificate, tlsKey, tlsCertificates, tlsHost, listenHost } = settings;
  if ([tlsPort, tlsCertificate, tlsKey, tlsCertificates].every((value) => value === undefined)) return null;
  const half = (tlsCertificate === undefined) !== (tlsKey === undefined);
  if (tlsPort === undefined || half || (tlsCertificate === undefined && tlsCertificates === undefined)) {
    throw new Problem('settings.tls_incomplete', 422, {
      en: 'TLS needs a port, and a certificate with its key or a folder of them (--tls-port, --tls-certificate and --tls-key, --tls-certificates).',
      fr: 'TLS exige un port, et un certificat avec sa clé ou un dossier de certificats (--tls-port, --tls-certificate et --tls-key, --tls-certificates).',
    });
  }
  const pair =
    tlsCertificate === undefined || tlsKey === undefined ? undefined : { certFile: tlsCertificate, keyFile: tlsKey };
  return { environment: null, host: tlsHost ?? listenHost, port: tlsPort, tls: { pair, folder: tlsCertificates } };
}

/** Where a gateway of these settings listens, by name, in the order of its listeners. */
export function gatewayListeners(settings: Settings): Readonly<Record<string, ListenerSettings>> {
  const ports = portsFrom(settings.portBase);
  const host = settings.listenHost;
  const tls = tlsListener(settings);
  return behindProxies(settings, {
    production: { environment: 'production', host, port: ports.production },
    sandbox: { environment: 'sandbox', host, port: ports.sandbox },
    ...(tls === null ? {} : { tls }),
  });
}

/** The listeners, with the proxies that may speak for their clients on those of `proxyProtocol`. */
function behindProxies(
  { proxyProtocol = [], proxyProtocolFrom: proxyPeers = [] }: Settings,
  listeners: Readonly<Record<string, ListenerSettings>>,
): Readonly<Record<string, ListenerSettings>> {
  const missing = proxyProtocol.some((name) => listeners[name] === undefined);
  if (missing || (proxyProtocol.length === 0) !== (proxyPeers.length === 0)) {
    throw new Problem('settings.proxy_protocol_incomplete', 422, {
      en: 'The PROXY protocol needs both: the listeners that speak it, which must be there, and the peers that may (--proxy-protocol, --proxy-protocol-from).',
      fr: 'Le protocole PROXY exige les deux : les écoutes concernées, qui doivent exister, et les pairs autorisés (--proxy-protocol, --proxy-protocol-from).',
    });
  }
  const declared = proxyProtocol.map((name) => [name, { ...listeners[name], proxyPeers }]);
  return { ...listeners, ...Object.fromEntries(declared) };
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
export async function startGateway({ settings, log, metrics, takeThread }: PartContext): Promise<RunningPart> {
  const ownLog = log.with({ part: 'gateway' });
  const traces = openTraceExporter({
    url: settings.otlpUrl ?? null,
    resource: { 'service.name': 'guichet-gateway', 'service.instance.id': randomUUID() },
    ...{ metrics, log: ownLog },
  });
  const figures = openGatewayFigures({ metrics, takeThread });
  const opening = openWorkers({
    listeners: Object.values(gatewayListeners(settings)),
    control: { url: controlUrl(settings), key: await readGatewayKey(settings) },
    dataFolder: settings.data,
    trustProxy: settings.trustProxy,
    workers: settings.gatewayWorkers,
    sharedLimitsUrl: settings.sharedLimitsUrl,
    logLevel: settings.logLevel,
    requestLog: settings.requestLog,
    tracing: { exports: settings.otlpUrl !== undefined, sampling: settings.traceSampling },
    ...{ figures, traces },
    log: ownLog,
  });
  const gateway = await takePort(settings.listenHost, opening);
  const reload = (): void => void gateway.reload();
  process.on('SIGHUP', reload);
  await gateway.ready;
  return {
    addresses: gatewayAddresses(settings),
    // Without the disk it serves on: it is what it has counted that is lost.
    readiness: openReadiness([...figures.checks, diskCheck(settings.data, false)]),
    close: async () => {
      process.off('SIGHUP', reload);
      await gateway.close();
      await traces.close();
    },
  };
}

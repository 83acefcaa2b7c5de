/** The portal part: the pages, on their plain listener. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openAccountThrottles } from '#accounts/throttles.ts';
// Before the first page is loaded: from here on Node reads `.tsx`.
import '#ui/jsx-loader.ts';
import { isLoopbackHost } from '#base/loopback.ts';
import { openReadiness } from '#base/readiness.ts';
import { databaseChecks } from '#commands/serve/checks.ts';
import { openHttpListener } from '#commands/serve/http-listener.ts';
import type { PartContext, RunningPart } from '#commands/serve/part.ts';
import { openPortalIdentity } from '#commands/serve/portal-identity.ts';
import { localUpstreams, loopbackUrl, portalUrl, portsFrom } from '#commands/serve/ports.ts';
import { reasonTexts } from '#gateway/refusals/reasons.ts';
import { openAssets } from '#portal/assets.ts';
import { openAskForData } from '#portal/data/ask-service.ts';
import { openConsole } from '#portal/console/console.ts';
import { openTails } from '#portal/pages/request-log/tails.ts';
import type { Places } from '#portal/console/places.ts';

async function readLogo(path: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  return { name: `logo${extname(path)}`, bytes: await readFile(path) };
}

/** Where tests go: the plain listeners of this machine, at the address that they stand on. */
function placesOf({ listenHost, portBase, tlsPort, trustProxy }: PartContext['settings']): Places {
  const ports = portsFrom(portBase);
  const everywhere = isLoopbackHost(listenHost) || listenHost === '0.0.0.0' || listenHost === '::';
  const host = listenHost.includes(':') ? `[${listenHost}]` : listenHost;
  const url = (port: number): string => (everywhere ? loopbackUrl(port) : `http://${host}:${port}`);
  return {
    gateways: { production: url(ports.production), sandbox: url(ports.sandbox) },
    identity: url(ports.identity),
    local: tlsPort === undefined && !trustProxy,
  };
}

/** Starts it. */
export async function startPortal({ settings, log, registry, requestsOf }: PartContext): Promise<RunningPart> {
  const { openPortal } = await import('#portal/server.ts');
  const theme = settings.portalTheme === undefined ? '' : await readFile(settings.portalTheme, 'utf8');
  const logo = settings.portalLogo === undefined ? undefined : await readLogo(settings.portalLogo);
  const tails = openTails();
  const fetch = openPortal({
    registry: registry(),
    log: log.with({ part: 'portal' }),
    throttles: openAccountThrottles(),
    pause: setTimeout,
    portalUrl: portalUrl(settings),
    brand: { name: settings.portalName, logo: logo?.name ?? 'guichet.svg' },
    reasonTexts,
    requestLog: { keeps: settings.requestLog, days: settings.requestLogDays },
    tails,
    assets: openAssets({ theme, logo }),
    askForData: openAskForData({ local: localUpstreams(settings), identityFor: openPortalIdentity(registry()) }),
    console: openConsole(placesOf(settings), registry().clock),
    operatorEmail: settings.operatorEmail ?? null,
    trustProxy: settings.trustProxy,
    requests: requestsOf('portal'),
  });
  const readiness = openReadiness(databaseChecks(registry().database));
  const { portal } = portsFrom(settings.portBase);
  const listener = await openHttpListener({ host: settings.listenHost, port: portal, fetch, readiness });
  // Where people are to go: passkeys work there, and the links of mails lead there.
  return {
    addresses: { portal: settings.portalUrl === undefined ? portalUrl(settings) : listener.url },
    close: async () => {
      tails.close();
      await listener.close();
    },
    readiness,
  };
}

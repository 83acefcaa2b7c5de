/** The portal part: the pages, on their plain listener. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openAccountThrottles } from '#accounts/throttles.ts';
// Before the first page is loaded: from here on Node reads `.tsx`.
import '#ui/jsx-loader.ts';
import { openHttpListener } from '#commands/serve/http-listener.ts';
import type { PartContext, RunningPart } from '#commands/serve/part.ts';
import { portalUrl, portsFrom } from '#commands/serve/ports.ts';
import { openAssets } from '#portal/assets.ts';

async function readLogo(path: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  return { name: `logo${extname(path)}`, bytes: await readFile(path) };
}

/** Starts it. */
export async function startPortal({ settings, log, registry }: PartContext): Promise<RunningPart> {
  const { openPortal } = await import('#portal/server.ts');
  const theme = settings.portalTheme === undefined ? '' : await readFile(settings.portalTheme, 'utf8');
  const logo = settings.portalLogo === undefined ? undefined : await readLogo(settings.portalLogo);
  const fetch = openPortal({
    registry: registry(),
    log: log.with({ part: 'portal' }),
    throttles: openAccountThrottles(),
    pause: setTimeout,
    portalUrl: portalUrl(settings),
    brand: { name: settings.portalName, logo: logo?.name ?? 'guichet.svg' },
    assets: openAssets({ theme, logo }),
    operatorEmail: settings.operatorEmail ?? null,
    trustProxy: settings.trustProxy,
  });
  const { portal } = portsFrom(settings.portBase);
  const listener = await openHttpListener({ host: settings.listenHost, port: portal, fetch });
  return { addresses: { portal: listener.url }, close: listener.close };
}

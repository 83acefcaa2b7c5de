/** The guides' world behind a portal on a port of loopback, for real browsers. */
import { openHttpListener, type HttpListener } from '#commands/serve/http-listener.ts';
import { openTestRegistry, type TestRegistry } from '#test/people.ts';
import { openTestPortal, sessionTokenFor } from '#test/portal.ts';
import { makePortalWorld, type PortalWorld, type Role } from '#test/portal-world.ts';
import { freePort } from '#test/ports.ts';
import { openWebstatWorld } from '#test/webstat/world.ts';
import type { BrowserContext } from 'playwright-core';

export type PortalListener = {
  readonly url: string;
  readonly registry: TestRegistry;
  readonly world: PortalWorld;
  /** Logs a browser's profile in. */
  readonly logIn: (profile: BrowserContext, role: Role) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Opens it on a database of its own. */
export async function openPortalListener(): Promise<PortalListener> {
  const registry = await openTestRegistry();
  const world = await makePortalWorld(registry);
  const port = await freePort();
  const webstat = await openWebstatWorld();
  const { askForData } = webstat;
  const fetch = await openTestPortal(registry, { portalUrl: `http://127.0.0.1:${port}`, askForData });
  const listener: HttpListener = await openHttpListener({ host: '127.0.0.1', port, fetch });
  return {
    ...{ url: listener.url, registry, world },
    logIn: async (profile, role) => {
      if (role === 'nobody') return;
      const value = await sessionTokenFor(registry, world.accounts[role]);
      await profile.addCookies([{ name: 'guichet_session', value, url: listener.url }]);
    },
    close: async () => {
      await listener.close();
      await webstat.close();
      await registry.database.close();
    },
  };
}

/** The parts of the server in the order in which they start; they stop in the opposite one. Each is loaded when it starts. */
import type { Part } from '#commands/serve/part.ts';
import type { Settings } from '#base/settings.ts';

const control: Part = {
  name: 'control',
  needsRegistry: true,
  start: async (context) => (await import('#commands/serve/control-part.ts')).startControl(context),
};

const identity: Part = {
  name: 'identity',
  needsRegistry: true,
  start: async (context) => (await import('#commands/serve/identity-part.ts')).startIdentity(context),
};

const portal: Part = {
  name: 'portal',
  needsRegistry: true,
  start: async (context) => (await import('#commands/serve/portal-part.ts')).startPortal(context),
};

const sneCotation: Part = {
  name: 'sne-cotation',
  needsRegistry: false,
  start: async (context) => (await import('#commands/serve/sne-cotation-part.ts')).startSneCotation(context),
};

const banking: Part = {
  name: 'banking',
  needsRegistry: true,
  start: async (context) => (await import('#commands/serve/banking-part.ts')).startBanking(context),
};

const webstat: Part = {
  name: 'webstat',
  needsRegistry: true,
  start: async (context) => (await import('#commands/serve/webstat-part.ts')).startWebstat(context),
};

/** In this process when it is alone, so that nothing else can hold a request up; else in one of its own. */
const gateway: Part = {
  name: 'gateway',
  needsRegistry: false,
  start: async (context) =>
    context.settings.parts.length === 1
      ? (await import('#commands/serve/gateway-part.ts')).startGateway(context)
      : (await import('#commands/serve/gateway-process.ts')).startGatewayProcess(context),
};

/** The parts that `settings` ask for. */
export function chosenParts(settings: Settings): readonly Part[] {
  return [control, identity, portal, sneCotation, banking, webstat, gateway].filter((part) =>
    settings.parts.includes(part.name),
  );
}

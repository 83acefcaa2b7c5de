/** One real address for each line of the portal's table of pages: what tests walk. */
import type { PortalWorld } from '#test/portal-world.ts';

/** What stands for the parameters of an address, of the guides' world. */
export function parametersOf(world: PortalWorld): Readonly<Record<string, string>> {
  return {
    account: world.accounts.outsider,
    api: 'sne-cotation',
    application: world.application,
    code: 'limit.rate',
    delivery: world.delivery,
    file: 'sandbox.openapi-3.1.json',
    issuer: 'piste-sandbox',
    key: world.key,
    logged: world.logged,
    mail: world.mail,
    organisation: 'mtes',
    product: 'sne-cotation',
    provider: 'piste',
    secret: world.secret,
    subscription: world.waiting,
    terms: 'sne-cotation',
    version: '1.0',
    webhook: world.webhook,
  };
}

const nothing = '00000000-0000-7000-8000-000000000000';

/** The one API of the guides whose data everybody may look at. */
const withData: Readonly<Record<string, string>> = {
  provider: 'banque-de-france',
  api: 'webstat-fr',
  version: '1.0',
  dataset: 'EXR',
  series: 'M.USD.EUR.SP00.E',
  form: 'csv',
};

/** The address of `pattern` with the world's things in it; what the world has nothing of is named as nobody has it. */
export function addressOf(pattern: string, parameters: Readonly<Record<string, string>>): string {
  const values = pattern.includes('/:version/data') ? withData : parameters;
  return pattern.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? nothing));
}

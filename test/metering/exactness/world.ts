/**
 * The world in which it is counted: three APIs, of which one takes API keys, and applications that call them in every way that a gateway tells apart. It is declared
 * and made as by anybody: by a declaration, and by the admin API.
 */
import { z } from 'zod';

export const applicationNames = ['regular', 'alone', 'metered', 'hasty', 'stranger', 'keyed'] as const;
type ApplicationName = (typeof applicationNames)[number];
export const apiNames = ['alpha', 'beta', 'gamma'] as const;
type ApiName = (typeof apiNames)[number];

export type Application = {
  readonly id: string;
  readonly clientId: string;
  readonly secret: string;
  readonly apiKey: string;
};
export type Applications = Readonly<Record<ApplicationName, Application>>;

/** The application whose quota is compared, and the API that it calls. It calls the second gateway alone. */
export const metered = { application: 'metered', api: 'alpha' } as const satisfies Place;

/** Whose calls, and to what, as usage is kept. */
export type Place = { readonly application: ApplicationName | null; readonly api: ApiName | null };

/** Calls of one kind. */
export type Job = {
  /** As what they are counted. */
  readonly place: Place;
  /** The gateways that they go to in turn, by number. */
  readonly gateways: readonly number[];
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** What the service behind both APIs answers at these paths. */
export const upstreamStatuses: Readonly<Record<string, number>> = { '/things': 200, '/missing': 404, '/broken': 500 };

/** The declaration: JSON is YAML. */
export function declarationText(upstream: string): string {
  const plan = (slug: string, limits: object) => ({ slug, name: slug, ...limits });
  const api = (slug: ApiName) => ({
    ...{ slug, version: '1.0', name: slug, dialect: 'problem' },
    credential: slug === 'gamma' ? 'api-key' : 'client-id-and-secret',
    deployments: { sandbox: { host: 'sandbox.exact.example', basePath: `/${slug}`, upstream } },
  });
  const product = (slug: ApiName) => ({
    ...{ slug, name: slug, apis: [`${slug}@1.0`] },
    plans: [plan('wide', {}), plan('slow', { rate: 5 }), plan('metered', { quota: { month: 100_000_000 } })],
  });
  return JSON.stringify({
    organisations: [{ slug: 'exact', name: 'Exact' }],
    providers: [
      {
        ...{ slug: 'exact', organisation: 'exact', name: 'Exact', contact: 'exact@example.org' },
        ...{ apis: apiNames.map(api), products: apiNames.map(product) },
      },
    ],
  });
}

const madeSchema = z.object({
  id: z.string(),
  credential: z.object({ clientId: z.string() }),
  secret: z.object({ value: z.string() }),
});

const keySchema = z.object({ value: z.string() });

/** Answers a request to the admin API; throws for what is no success. */
export type Ask = (path: string, body: object) => Promise<unknown>;

const plans: Readonly<Record<ApplicationName, readonly (readonly [ApiName, string])[]>> = {
  regular: [
    ['alpha', 'wide'],
    ['beta', 'wide'],
  ],
  alone: [['alpha', 'wide']],
  metered: [['alpha', 'metered']],
  hasty: [['alpha', 'slow']],
  stranger: [],
  keyed: [['gamma', 'wide']],
};

/** Makes the applications and their subscriptions. */
export async function makeApplications(ask: Ask): Promise<Applications> {
  const make = async (name: ApplicationName): Promise<Application> => {
    const fields = { organisation: 'exact', environment: 'sandbox', responsible: 'Exact', email: 'exact@example.org' };
    const { id, credential, secret } = madeSchema.parse(await ask('/applications', { name, ...fields }));
    for (const [api, plan] of plans[name]) {
      await ask('/subscriptions', { application: id, product: `exact/${api}`, plan, message: '' });
    }
    const { value: apiKey } = keySchema.parse(await ask(`/applications/${id}/api-keys`, { label: 'exact' }));
    return { id, clientId: credential.clientId, secret: secret.value, apiKey };
  };
  return {
    regular: await make('regular'),
    alone: await make('alone'),
    metered: await make('metered'),
    hasty: await make('hasty'),
    stranger: await make('stranger'),
    keyed: await make('keyed'),
  };
}

const both = [0, 1];

/** One round of calls: twenty-two, of which every fourth is refused or fails. */
export function roundOf(applications: Applications): readonly Job[] {
  const by = (application: ApplicationName, api: ApiName, path = '/things', gateways = both): Job => {
    const { clientId, secret, apiKey } = applications[application];
    const pair = { 'x-ibm-client-id': clientId, 'x-ibm-client-secret': secret };
    const headers = api === 'gamma' ? { 'x-api-key': apiKey } : pair;
    return { place: { application, api }, gateways, path: `/${api}${path}`, headers };
  };
  const times = (count: number, job: Job): Job[] => Array.from({ length: count }, () => job);
  const regular = by('regular', 'alpha');
  return [
    ...times(6, regular),
    ...times(3, by('regular', 'beta')),
    by('regular', 'alpha', '/missing'),
    by('regular', 'beta', '/broken'),
    ...times(2, by('alone', 'alpha', '/things', [0])),
    ...times(3, by('metered', 'alpha', '/things', [1])),
    by('hasty', 'alpha'),
    by('stranger', 'beta'),
    by('keyed', 'gamma'),
    { ...by('keyed', 'gamma'), place: { application: null, api: 'gamma' }, headers: { 'x-api-key': 'wrong' } },
    {
      ...regular,
      place: { application: null, api: 'alpha' },
      headers: { ...regular.headers, 'x-ibm-client-secret': 'wrong' },
    },
    { ...regular, place: { application: null, api: null }, path: '/nowhere' },
  ];
}

import { z } from 'zod';
import { compareVersions } from '#registry/catalogue/compare-versions.ts';
import { apiSchema, inBothLanguages, slug, version } from '#registry/declarations/schema.ts';
import { nameOfApi, putApi, type ApiEntry } from '#registry/offer/entries.ts';
import { offerFields, offerOperation } from '#registry/offer/offer-operation.ts';
import { apiExists } from '#registry/offer/refusals.ts';

const addInput = z.strictObject({
  ...offerFields,
  slug: slug.describe('Readable name, the same for all versions: `sne-cotation`.'),
  version: version.describe('Version: `1.0`. With the slug it names the API for ever.'),
  name: inBothLanguages(200)
    .optional()
    .describe('Name, as people see it. Left out: that of the version before, or the slug.'),
});

/**
 * Adds an API, or a further version beside the others, as a draft that nobody sees. A further version begins with the
 * settings of the newest one; its base paths carry the new version where the old ones carried the old.
 *
 * @throws Problem `api.exists` (409)
 */
export const addApi = offerOperation({
  name: 'api.add',
  summary: 'Adds an API, or a further version of one, as a draft.',
  http: { method: 'post', path: '/providers/{provider}/apis' },
  input: addInput,
  edit: (declared, input) => {
    const versions = (declared.apis ?? []).filter((entry) => entry.slug === input.slug);
    if (versions.some((entry) => nameOfApi(entry) === nameOfApi(input))) throw apiExists();
    const newest = versions.toSorted((one, other) => compareVersions(one.version, other.version)).at(-1);
    return putApi(declared, newest === undefined ? firstVersion(input) : furtherVersion(newest, input));
  },
});

type Named = Pick<z.output<typeof addInput>, 'slug' | 'version' | 'name'>;

function firstVersion({ slug: own, version: its, name }: Named): ApiEntry {
  return { slug: own, version: its, name: name ?? own, status: 'draft', credential: 'client-id' };
}

function furtherVersion(newest: ApiEntry, { version: its, name }: Named): ApiEntry {
  const { contract: _contract, profiles: _profiles, deprecated: _d, sunset: _s, successor: _n, ...settings } = newest;
  return {
    ...settings,
    version: its,
    name: name ?? newest.name,
    status: 'draft',
    deployments: movedDeployments(newest, its),
  };
}

/** Deployments at base paths of the new version; none where the old path does not name the old version. */
function movedDeployments({ deployments = {}, version: old }: ApiEntry, next: string): ApiEntry['deployments'] {
  const moved = (['sandbox', 'production'] as const).flatMap((environment) => {
    const deployment = deployments[environment];
    const basePath = deployment === undefined ? undefined : movedPath(deployment.basePath, old, next);
    return deployment === undefined || basePath === undefined ? [] : [[environment, { ...deployment, basePath }]];
  });
  return apiSchema.shape.deployments.unwrap().parse(Object.fromEntries(moved));
}

/** `/mtes/sne/v1.0` → `/mtes/sne/v2.0`; also where the path names only the main number of the version. */
function movedPath(path: string, old: string, next: string): string | undefined {
  const main = (text: string): string => text.split('.')[0] ?? text;
  const names = new Map([
    [old, next],
    [main(old), main(next)],
  ]);
  const segments = path.split('/');
  const index = segments.findLastIndex((segment) => names.has(segment.replace(/^v/i, '')));
  const segment = segments[index];
  if (segment === undefined) return undefined;
  const letter = /^v/i.exec(segment)?.[0] ?? '';
  const moved = letter + (names.get(segment.slice(letter.length)) ?? '');
  return moved === segment ? undefined : segments.with(index, moved).join('/');
}

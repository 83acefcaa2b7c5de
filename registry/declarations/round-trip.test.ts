/** The laws of declarations, on generated ones: what is exported changes nothing, here or in an empty registry. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { applyDeclaration } from '#registry/declarations/apply.ts';
import { composeDeclaration } from '#registry/declarations/compose.ts';
import { flatten } from '#registry/declarations/flatten.ts';
import { planChanges } from '#registry/declarations/plan-changes.ts';
import { exportDeclaration } from '#registry/declarations/export.ts';
import { readDeclarations } from '#registry/declarations/read.ts';
import type { DeclarationInput } from '#registry/declarations/schema.ts';
import type { StoredThing, Thing } from '#registry/declarations/thing.ts';
import { run } from '#registry/operation.ts';
import { openTestRegistry, operator } from '#test/people.ts';
import { makeCertificates } from '#test/tls/authority.ts';

/** Any text that can be stored: line ends, quotes, colons, numbers and tabs among it. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
    fc.constantFrom(
      '1.0',
      'null',
      'yes',
      ' x ',
      'a\nb\n',
      'a: b',
      '# no',
      "'",
      '"',
      '\t',
      '\r\n',
      '- x',
      '2026-01-01',
      '\u2028',
    ),
  )
  .filter((value) => !value.includes('\u0000') && value.isWellFormed());
const localised = fc.oneof(text, fc.record({ fr: text, en: text }));
const slug = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
const slugs = (maxLength: number) => fc.uniqueArray(slug, { minLength: 1, maxLength });
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined });
const count = fc.integer({ min: 1, max: 100_000 });

const plan = fc.record({
  name: localised,
  rate: count,
  burst: optional(count),
  approval: fc.boolean(),
  day: optional(count),
  per: optional(fc.constantFrom('application', 'organisation')),
  atLimit: optional(fc.constantFrom('refuse', 'flag')),
});
const looks = fc.record({
  name: localised,
  description: fc.oneof(fc.constant(''), localised),
  status: fc.constantFrom('published', 'deprecated', 'draft', 'retired'),
  ends: fc.boolean(),
  tags: fc.array(text, { maxLength: 3 }),
  dialect: fc.constantFrom('piste', 'ibm', 'problem'),
  withTokens: fc.boolean(),
  cors: fc.boolean(),
  webSocket: fc.boolean(),
  openData: fc.boolean(),
  targets: fc.integer({ min: 0, max: 3 }),
  ownAuthority: fc.boolean(),
  validated: fc.boolean(),
  contract: optional(
    fc.dictionary(
      fc.string({ unit: 'grapheme-ascii', maxLength: 5 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    ),
  ),
  deployed: fc.constantFrom('sandbox', 'production', 'both', 'nowhere'),
  withTerms: fc.boolean(),
  profiles: fc.uniqueArray(fc.stringMatching(/^[A-Z]{1,3}$/), { maxLength: 2 }),
});
const material = fc.record({
  name: localised,
  organisation: text,
  codes: fc.array(optional(count), { maxLength: 2 }),
  texts: fc.array(localised, { minLength: 1, maxLength: 2 }),
  apis: fc.dictionary(slug, looks, { minKeys: 1, maxKeys: 3 }),
  timeZone: optional(fc.constantFrom('Europe/Paris', 'Pacific/Noumea', 'UTC')),
  plans: slugs(3),
  plan,
  rights: fc.uniqueArray(
    text.filter((id) => id.trim() === id),
    { maxLength: 2 },
  ),
});
type Material = typeof material extends fc.Arbitrary<infer Value> ? Value : never;

/** A valid declaration of one provider, made of `parts`; names carry `tag`, so that many fit beside each other. */
function declare(tag: string, parts: Material): DeclarationInput {
  const issuers = (['sandbox', 'production'] as const).map((environment) => ({
    slug: `${tag}-${environment}`,
    environment,
    url: `https://${environment}.${tag}.example`,
    dialect: 'piste' as const,
    tokens:
      environment === 'sandbox'
        ? { format: 'opaque' as const }
        : { format: 'jwt' as const, algorithm: 'ES256' as const },
    grants: ['client_credentials' as const],
    scopes: ['read'],
  }));
  const apis = Object.entries(parts.apis).map(([name, look]) => declareApi(tag, name, look));
  const account = `clerk@${tag}.example`;
  const { rate, burst, day, approval, name, per, atLimit } = parts.plan;
  return {
    organisations: [
      {
        slug: tag,
        name: parts.organisation,
        codes: parts.codes.map((limit, index) => ({
          code: `${tag}-${index}`,
          ...(limit === undefined ? {} : { limit }),
        })),
      },
    ],
    accounts: parts.rights.length > 0 ? [{ email: account, name: parts.organisation }] : [],
    providers: [
      {
        slug: tag,
        organisation: tag,
        name: parts.name,
        contact: account,
        ...(parts.timeZone === undefined ? {} : { timeZone: parts.timeZone }),
        issuers,
        terms: [
          {
            slug: 'cgu',
            title: parts.name,
            versions: parts.texts.map((content, index) => ({
              version: `v${index}`,
              effective: `202${index}-01-01`,
              text: content,
            })),
          },
        ],
        apis,
        products: [
          {
            slug: 'all',
            name: parts.name,
            apis: apis.map((api) => `${api.slug}@${api.version}`),
            plans: parts.plans.map((planSlug) => ({
              slug: planSlug,
              name,
              rate,
              ...(per === undefined ? {} : { per }),
              ...(atLimit === undefined ? {} : { atLimit }),
              ...(burst === undefined ? {} : { burst }),
              ...(day === undefined ? {} : { quota: { day } }),
              approval,
            })),
          },
        ],
        rights: parts.rights.map((id) => ({ account, type: 'dossier', id })),
      },
    ],
  };
}

type Look = Material['apis'][string];
type ApiInput = NonNullable<NonNullable<DeclarationInput['providers']>[number]['apis']>[number];

function declareApi(tag: string, slug: string, look: Look): ApiInput {
  const { name, description, tags, cors, webSocket, openData, contract } = look;
  const deployment = (environment: 'sandbox' | 'production') =>
    look.deployed === 'both' || look.deployed === environment
      ? {
          [environment]: {
            host: `${environment}.example`,
            basePath: `/${tag}/${slug}`,
            ...upstreamOf(look),
            ...(look.withTokens ? { issuer: `${tag}-${environment}` } : {}),
          },
        }
      : {};
  return {
    ...{ slug, version: '1.0', name, description, tags, cors, webSocket, openData },
    status:
      look.status === 'draft' || look.status === 'retired' || look.status === 'deprecated' ? look.status : 'published',
    ...(look.ends && (look.status === 'deprecated' || look.status === 'retired')
      ? { deprecated: '2026-01-01', sunset: '2126-01-01' }
      : {}),
    dialect: look.dialect === 'piste' || look.dialect === 'ibm' ? look.dialect : 'problem',
    credential: look.withTokens ? 'token' : 'client-id',
    ...(look.validated ? { validation: { needed: true, approver: `boss@${tag}.example` } } : {}),
    ...(look.withTerms ? { terms: 'cgu' } : {}),
    ...(contract === undefined ? {} : { contract: { openapi: '3.1.0', paths: contract } }),
    profiles: look.profiles.map((code) => ({ code, name })),
    deployments: { ...deployment('sandbox'), ...deployment('production') },
  };
}

const folder = mkdtempSync(join(tmpdir(), 'guichet-round-trip-'));
const authority = readFileSync(makeCertificates(folder, ['target.example']).authorityFile, 'utf8');
rmSync(folder, { recursive: true });

/** A local service, one address, or several; with an authority of its own, or without. */
function upstreamOf({ targets, ownAuthority }: Look): { upstream: string | string[]; upstreamAuthority?: string } {
  const addresses = Array.from({ length: targets }, (_, index) => `https://target-${index}.example:8080/service`);
  const [first] = addresses;
  if (first === undefined) return { upstream: 'local:any' };
  return {
    upstream: addresses.length === 1 ? first : addresses,
    ...(ownAuthority ? { upstreamAuthority: authority } : {}),
  };
}

function thingsOf(yaml: string): Thing[] {
  const { files, faults } = readDeclarations(['a.yaml'], (name) => (name === 'a.yaml' ? yaml : undefined));
  const flat = flatten(files);
  assert.deepEqual([...faults, ...flat.faults], [], yaml);
  return flat.things;
}

const stored = (things: readonly Thing[]): StoredThing[] => things.map((thing) => ({ ...thing, id: thing.key }));

test('a declaration written back and read again is the same, whatever its texts hold', () => {
  fc.assert(
    fc.property(material, (parts) => {
      const things = thingsOf(stringify(declare('acme', parts), { aliasDuplicateObjects: false }));
      const again = thingsOf(composeDeclaration(things));
      assert.deepEqual(planChanges(stored(things), again), []);
      assert.deepEqual(planChanges(stored(again), things), []);
    }),
    { numRuns: 200 },
  );
});

test('what was applied is what is exported, and applying it in an empty registry gives the same again', async () => {
  const [here, there] = [await openTestRegistry(), await openTestRegistry()];
  const apply = (registry: typeof here, yaml: string) =>
    run(registry, operator, applyDeclaration, { files: [{ name: 'a.yaml', text: yaml }] });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(material, material, async (first, second) => {
      round += 1;
      const tag = `p${round}`;
      // Published texts do not change, so the second declaration keeps those of the first.
      await apply(here, stringify(declare(tag, first), { aliasDuplicateObjects: false }));
      const next = { ...second, texts: first.texts };
      await apply(here, stringify(declare(tag, next), { aliasDuplicateObjects: false }));
      const { text: exported } = await run(here, operator, exportDeclaration, { provider: tag });
      const same = await apply(here, exported);
      assert.deepEqual(same.changes, []);
      await apply(there, exported);
      const copy = await run(there, operator, exportDeclaration, { provider: tag });
      assert.equal(copy.text, exported);
    }),
    { numRuns: 15 },
  );
  await here.database.close();
  await there.database.close();
});

/** What `application.why` says agrees with what a gateway decides, whatever the registry holds. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { newId, newRandomId } from '#base/ids.ts';
import { buildSnapshot } from '#commands/serve/build-snapshot.ts';
import { readRegistryRows } from '#commands/serve/registry-rows.ts';
import * as tables from '#database/tables.ts';
import { compileSnapshot } from '#gateway/compile/compile-snapshot.ts';
import { decide } from '#gateway/decide/decide.ts';
import type { TokenVerdict } from '#gateway/decide/decision.ts';
import { run } from '#registry/operation.ts';
import { explainRefusal } from '#registry/why/explain.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';
import { requestHeadOf } from '#test/request-head.ts';
import { sampleSnapshot } from '#test/sample-snapshot.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
await makeWorld(registry);
after(() => registry.database.close());

const now = new Date(registry.clock.nowMs());
const days = (count: number) => new Date(now.getTime() + count * 86_400_000);
const names = { nameFr: 'Nom', nameEn: 'Name' };

/** Mostly `usual`, so that the later steps are reached too. */
function mostly<const Usual, const Other>(usual: Usual, ...others: Other[]) {
  return fc.oneof(
    { arbitrary: fc.constant<Usual | Other>(usual), weight: 4 },
    { arbitrary: fc.constantFrom(...others), weight: 1 },
  );
}

const state = fc.constantFrom('approved', 'approved', 'approved', 'pending', 'rejected', 'suspended', 'revoked');

/** One application and one API, and all that can stand between them. */
const caseArbitrary = fc.record({
  application: fc.record({
    environment: mostly('sandbox' as const, 'production'),
    enabled: mostly(true, false),
    status: mostly('validated' as const, 'pending', 'rejected'),
    deletedAt: mostly(null, now),
  }),
  asked: mostly(undefined, 'sandbox', 'production'),
  api: fc.record({
    status: mostly('published' as const, 'deprecated', 'draft', 'retired'),
    credential: fc.constantFrom('token', 'client-id', 'client-id-and-secret', 'api-key'),
    requiredScopes: mostly(['read'], [], ['read', 'write']),
    sunsetAt: mostly(null, days(-1), days(1)),
  }),
  deployed: mostly(['sandbox', 'production'] as const, ['sandbox'] as const, [] as const),
  issuer: mostly('open' as const, 'shut', 'none'),
  grants: mostly<readonly string[], readonly string[]>(
    ['client_credentials'],
    ['password'],
    ['client_credentials', 'password'],
  ),
  passwordClient: mostly(true, false),
  named: fc.boolean(),
  activeAccount: mostly(true, false),
  subscriptions: fc.array(fc.record({ state, day: fc.integer({ min: -9, max: -1 }) }), { maxLength: 3 }),
  terms: fc.array(fc.record({ day: mostly(-30, -60, -10, 20), accepted: mostly(true, false) }), { maxLength: 3 }),
  secrets: fc.array(fc.record({ ends: mostly(null, -1, 1), withdrawn: mostly(false, true) }), {
    minLength: 1,
    maxLength: 2,
  }),
  apiKeys: fc.array(fc.record({ ends: mostly(null, -1, 1), withdrawn: mostly(false, true) }), {
    minLength: 1,
    maxLength: 2,
  }),
});
type Case = typeof caseArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

let made = 0;

async function insertCase(drawn: Case) {
  made += 1;
  const [provider] = await query.select().from(tables.providers);
  const [organisation] = await query.select().from(tables.organisations);
  if (provider === undefined || organisation === undefined) throw new Error('the world is empty');
  const application = await insertApplication(organisation.id, drawn);
  const termsId = await insertTerms(provider.id, application.id, drawn);
  const apiId = newId();
  await query.insert(tables.apis).values({
    ...{ id: apiId, providerId: provider.id, slug: `case-${made}`, version: '1', ...names, ...drawn.api, termsId },
    requiredScopes: [...drawn.api.requiredScopes],
    dialect: 'problem',
    addedAt: now,
  });
  const account = await insertAccount(drawn);
  const issuers = await insertDeployments(provider.id, apiId, application.id, drawn);
  for (const [at, subscription] of drawn.subscriptions.entries()) {
    await insertSubscription(provider.id, apiId, application.id, `${made}-${at}`, subscription);
  }
  return { application, account, issuers, reference: `${provider.slug}/case-${made}@1` };
}

async function insertApplication(organisationId: string, drawn: Case) {
  const id = newId();
  const clientId = newRandomId();
  const credentialId = newId();
  const fields = { name: `case ${made}`, email: 'a@b.fr', createdAt: now };
  await query.insert(tables.applications).values({ id, organisationId, ...fields, ...drawn.application });
  await query
    .insert(tables.credentials)
    .values({ id: credentialId, applicationId: id, clientId, type: 'confidential', createdAt: now });
  const inserted = drawn.secrets.map(({ ends, withdrawn }) => {
    const value = newId();
    const digest = createHash('sha256').update(value).digest();
    const expiresAt = ends === null ? null : days(ends);
    const withdrawnAt = withdrawn ? now : null;
    return {
      value,
      row: { id: newId(), credentialId, label: 'one', digest, sealed: digest, createdAt: now, expiresAt, withdrawnAt },
    };
  });
  await query.insert(tables.secrets).values(inserted.map(({ row }) => row));
  const live = inserted.find(({ row }) => row.withdrawnAt === null && (row.expiresAt === null || row.expiresAt > now));
  return { id, clientId, secret: live ?? inserted[0], apiKey: await insertApiKeys(id, drawn) };
}

/** Gives the value of the best one. */
async function insertApiKeys(applicationId: string, drawn: Case): Promise<string> {
  const inserted = drawn.apiKeys.map(({ ends, withdrawn }) => {
    const [id, value] = [newId(), newRandomId()];
    const digest = createHash('sha256').update(value).digest();
    const [expiresAt, withdrawnAt] = [ends === null ? null : days(ends), withdrawn ? now : null];
    return {
      value,
      good: !withdrawn && (ends ?? 1) > 0,
      row: { id, applicationId, label: 'one', prefix: 'gck_', digest, createdAt: now, expiresAt, withdrawnAt },
    };
  });
  await query.insert(tables.apiKeys).values(inserted.map(({ row }) => row));
  return (inserted.find(({ good }) => good) ?? inserted[0])?.value ?? '';
}

async function insertTerms(providerId: string, applicationId: string, drawn: Case): Promise<string | null> {
  if (drawn.terms.length === 0) return null;
  const termsId = newId();
  await query
    .insert(tables.terms)
    .values({ id: termsId, providerId, slug: `terms-${made}`, titleFr: 'T', titleEn: 'T' });
  for (const [at, { day, accepted }] of drawn.terms.entries()) {
    const id = newId();
    // Apart by a minute: two versions in force from the same moment on cannot be told apart.
    const effectiveAt = new Date(days(day).getTime() + at * 60_000);
    await query
      .insert(tables.termsVersions)
      .values({ id, termsId, version: `${at}`, textFr: 'T', textEn: 'T', effectiveAt });
    if (accepted)
      await query.insert(tables.consents).values({ id: newId(), termsVersionId: id, applicationId, acceptedAt: now });
  }
  return termsId;
}

async function insertAccount({ activeAccount }: Case) {
  const account = { id: newId(), email: `case${made}@example.org`, active: activeAccount };
  await query.insert(tables.accounts).values({ ...account, name: 'C', passwordHash: 'plain:x', createdAt: now });
  return account;
}

/** Deploys the API where it is drawn to be; gives the issuer of each place. */
async function insertDeployments(providerId: string, apiId: string, applicationId: string, drawn: Case) {
  const found = new Map<string, string>();
  for (const place of drawn.deployed) {
    const id = newId();
    if (drawn.issuer !== 'none') {
      const slug = `issuer-${place}-${made}`;
      await query.insert(tables.issuers).values({
        ...{
          id,
          providerId,
          slug,
          environment: place,
          url: `https://${slug}.example`,
          dialect: 'piste',
          tokenFormat: 'opaque',
        },
        ...{ grants: [...drawn.grants], scopes: ['read'], enabled: drawn.issuer === 'open' },
      });
      if (drawn.passwordClient)
        await query.insert(tables.issuerPasswordClients).values({ issuerId: id, applicationId });
      found.set(place, id);
    }
    await query.insert(tables.deployments).values({
      ...{
        apiId,
        environment: place,
        host: `${place}.example.org`,
        basePath: `/case-${made}`,
        upstream: 'http://127.0.0.1:9',
      },
      issuerId: drawn.issuer === 'none' ? null : id,
    });
  }
  return found;
}

async function insertSubscription(
  providerId: string,
  apiId: string,
  applicationId: string,
  slug: string,
  drawn: Case['subscriptions'][number],
): Promise<void> {
  const [id, productId, planId] = [newId(), newId(), newId()];
  await query.insert(tables.products).values({ id: productId, providerId, slug: `product-${slug}`, ...names });
  await query.insert(tables.productApis).values({ productId, apiId });
  await query.insert(tables.plans).values({ id: planId, productId, slug: 'default', ...names });
  const requestedAt = days(drawn.day);
  await query.insert(tables.subscriptions).values({
    ...{ id, applicationId, productId, planId, state: drawn.state, approvalNeeded: false, requestedAt },
  });
  await query.insert(tables.subscriptionDecisions).values({
    ...{ id: newId(), subscriptionId: id, toState: drawn.state, decidedAs: 'automatic', decidedAt: requestedAt },
  });
}

/** What the gateway says to a call with the best credential that the application can have; null: it lets it through. */
async function gatewayReason(drawn: Case, { application, account, issuers }: Awaited<ReturnType<typeof insertCase>>) {
  const facts = {
    ...{
      nowMs: now.getTime(),
      identityUrl: 'http://127.0.0.1:1',
      portalUrl: 'http://127.0.0.1:2',
      localUpstreams: new Map(),
      issuerKeys: new Map(),
    },
    identityHeader: sampleSnapshot().identityHeader,
  };
  const snapshot = compileSnapshot(buildSnapshot(await readRegistryRows(registry.database, now), facts));
  const place = drawn.asked ?? drawn.application.environment;
  const passwordUsed =
    drawn.grants.includes('password') &&
    drawn.passwordClient &&
    (drawn.named || !drawn.grants.includes('client_credentials'));
  const verdict: TokenVerdict = {
    kind: 'verified',
    token: {
      issuerId: issuers.get(place) ?? '',
      clientId: application.clientId,
      secretId: application.secret?.row.id ?? null,
      accountId: passwordUsed ? account.id : null,
      // All that the issuer knows.
      scopes: ['read'],
      ...{ expiresAtMs: now.getTime() + 1, keyId: null, denialNames: [], passed: null },
    },
  };
  const fields = [
    ['Host', `${place}.example.org`],
    ['Authorization', 'Bearer abc'],
    ['X-IBM-Client-Id', application.clientId],
    ['X-IBM-Client-Secret', application.secret?.value ?? ''],
    ['X-Api-Key', application.apiKey],
  ] as const;
  const head = requestHeadOf({ target: `/case-${made}`, fields });
  const decision = decide({ head, environment: null }, snapshot, now.getTime(), () => verdict);
  assert.ok(decision.kind === 'refuse' || decision.kind === 'forward');
  return decision.kind === 'refuse' ? decision.reason : null;
}

test('the reason given is the one that the gateway gives, and where it gives none, it gives none', async () => {
  const told = new Set<string | null>();
  await fc.assert(
    fc.asyncProperty(caseArbitrary, async (drawn) => {
      const inserted = await insertCase(drawn);
      const why = await run(registry, operator, explainRefusal, {
        application: inserted.application.id,
        api: inserted.reference,
        ...(drawn.asked === undefined ? {} : { environment: drawn.asked }),
        // Where nothing is asked of an account, naming one must change nothing.
        ...(drawn.named || !drawn.grants.includes('client_credentials') ? { account: inserted.account.email } : {}),
      });
      assert.equal(why.gatewayReason, await gatewayReason(drawn, inserted));
      told.add(why.gatewayReason);
      if (why.passes) assert.equal(why.gatewayReason, null);
    }),
    { numRuns: 250 },
  );
  // The worlds are wide enough to say something.
  assert.ok(told.size > 8 && told.has(null), [...told].join(', '));
});

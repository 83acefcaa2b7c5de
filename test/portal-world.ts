/**
 * The three guides as they stand when people use them: their declarations applied, and somebody in every role, with an
 * application, a secret, a request that waits and one that was approved.
 */
import { eq } from 'drizzle-orm';
import { apis, memberships } from '#database/tables.ts';
import { keepWaiting } from '#notifications/keep.ts';
import { createAccount } from '#registry/accounts/create.ts';
import { createApplication } from '#registry/applications/create.ts';
import { createApiKey } from '#registry/credentials/create-api-key.ts';
import { createSecret } from '#registry/credentials/create-secret.ts';
import { applyDeclaration } from '#registry/declarations/apply.ts';
import { collectDeclarationFiles } from '#registry/declarations/files.ts';
import { listMails } from '#registry/mails/list.ts';
import { run, type Registry } from '#registry/operation.ts';
import { findOrganisation } from '#registry/organisations/find.ts';
import { createWebhook } from '#registry/webhooks/create.ts';
import { testWebhook } from '#registry/webhooks/deliveries.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { keepRequests, loggedRequest } from '#test/logged-requests.ts';
import { operator } from '#test/people.ts';
import { keepSomeUsage } from '#test/usage.ts';

/** Who visits: nobody known, a developer with an application, one of elsewhere, administrators of providers, an operator. */
export const roles = ['nobody', 'developer', 'outsider', 'provider', 'otherProvider', 'operator'] as const;
export type Role = (typeof roles)[number];

export type PortalWorld = Awaited<ReturnType<typeof makePortalWorld>>;

const password = 'Counter-of-glass-7';

/** Fills `registry`; gives the account of each role, and the values for the parameters of addresses. */
export async function makePortalWorld(registry: Registry) {
  await run(registry, operator, applyDeclaration, collectDeclarationFiles(['guichet.yaml']));
  const person = async (name: string, organisation?: string): Promise<string> => {
    const email = `${name}@example.org`;
    const fields = { name, email, password, active: true, operator: name === 'operator' };
    const { id } = await run(registry, operator, createAccount, fields);
    if (organisation !== undefined) await join(registry, id, organisation);
    return id;
  };
  const accounts: Record<Exclude<Role, 'nobody'>, string> = {
    developer: await person('developer'),
    outsider: await person('outsider'),
    provider: await person('provider', 'mtes'),
    otherProvider: await person('other-provider', 'banque-de-france'),
    operator: await person('operator'),
  };
  const application = await makeApplicationOf(registry, accounts.developer);
  await keepSomeUsage(registry, application.application);
  const logged = await logRequests(registry, application.application);
  // There is no mail server: what was written so far is in the mailbox.
  await keepWaiting(registry);
  const [mail] = (await run(registry, operator, listMails, {})).items;
  return { accounts, password, mail: mail?.id ?? '', logged, ...application };
}

/** Requests of the application to SNE-Cotation that a gateway has logged; gives the number of the one that was refused. */
async function logRequests(registry: Registry, applicationId: string): Promise<string> {
  const { query } = registry.database;
  const [api] = await query.select().from(apis).where(eq(apis.slug, 'sne-cotation'));
  const atMs = registry.clock.nowMs() - 60_000;
  const ids = { applicationId, apiId: api?.id ?? null, providerId: api?.providerId ?? null };
  const refused = { ...ids, outcome: 'refused', reason: 'subscription.pending', status: 403, upstreamUs: 0 } as const;
  const last = loggedRequest({ ...refused, atMs: atMs + 2 });
  await keepRequests(registry.database, [
    loggedRequest({ ...ids, atMs, weight: 20 }),
    loggedRequest({ ...ids, atMs: atMs + 1, status: 502, outcome: 'cut' }),
    last,
  ]);
  return last.id;
}

async function join(registry: Registry, accountId: string, slug: string): Promise<void> {
  await registry.database.query.transaction(async (tx) => {
    const { organisationId } = await findOrganisation(tx, slug);
    const joinedAt = new Date(registry.clock.nowMs());
    await tx.insert(memberships).values({ accountId, organisationId, role: 'administrator', joinedAt });
  });
}

/** The developer's application in the sandbox, subscribed to Webstat and waiting for SNE-Cotation. */
async function makeApplicationOf(registry: Registry, accountId: string) {
  const actor = { kind: 'account', accountId, name: 'developer@example.org' } as const;
  const rows = await registry.database.query.query.memberships.findMany();
  const organisation = rows.find((membership) => membership.accountId === accountId);
  const { id: application } = await run(registry, actor, createApplication, {
    organisation: organisation?.organisationId ?? '',
    environment: 'sandbox',
    name: 'Comptoir',
    email: 'developer@example.org',
    responsible: 'A. Developer',
  });
  const { id: secret } = await run(registry, actor, createSecret, { application, label: 'second' });
  const { id: key } = await run(registry, actor, createApiKey, { application, label: 'CI' });
  const { id: webhook } = await run(registry, actor, createWebhook, {
    ...{ application, label: 'Stock', url: 'https://hooks.example.org/guichet' },
    types: ['quota.threshold', 'subscription.decided'],
  });
  const { id: delivery } = await run(registry, actor, testWebhook, { application, webhook });
  const ask = (product: string) =>
    run(registry, actor, requestSubscription, { application, product, plan: 'default', message: 'Please.' });
  const approved = await ask('banque-de-france/webstat-fr');
  const waiting = await ask('piste/sne-cotation');
  return { application, secret, key, webhook, delivery, approved: approved.id, waiting: waiting.id };
}

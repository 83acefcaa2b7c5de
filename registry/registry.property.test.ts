/** Random people do random things in a real registry; whatever happens, its laws hold. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { sql, type SQL } from 'drizzle-orm';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { newId } from '#base/ids.ts';
import { Problem } from '#base/problem.ts';
import { createAccount } from '#registry/accounts/create.ts';
import { deactivateAccount } from '#registry/accounts/deactivate.ts';
import { createApplication } from '#registry/applications/create.ts';
import { deleteApplication } from '#registry/applications/delete.ts';
import { disableApplication } from '#registry/applications/disable.ts';
import { getApplication } from '#registry/applications/get.ts';
import { updateApplication } from '#registry/applications/update.ts';
import { createSecret } from '#registry/credentials/create-secret.ts';
import { updateCredential } from '#registry/credentials/update.ts';
import { withdrawSecret } from '#registry/credentials/withdraw-secret.ts';
import { applyDeclaration } from '#registry/declarations/apply.ts';
import { exportDeclaration } from '#registry/declarations/export.ts';
import { run, type Actor, type Operation, type Permission } from '#registry/operation.ts';
import { assignProfile } from '#registry/profiles/assign.ts';
import { unassignProfile } from '#registry/profiles/unassign.ts';
import { grantRight } from '#registry/rights/grant.ts';
import { approveSubscription } from '#registry/subscriptions/approve.ts';
import { rejectSubscription } from '#registry/subscriptions/reject.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { resumeSubscription } from '#registry/subscriptions/resume.ts';
import { revokeSubscription } from '#registry/subscriptions/revoke.ts';
import { suspendSubscription } from '#registry/subscriptions/suspend.ts';
import { withdrawSubscription } from '#registry/subscriptions/withdraw.ts';
import { giveConsent } from '#registry/terms/give-consent.ts';
import { makeWorld, openTestRegistry, operator, system, type World } from '#test/people.ts';

const registry = await openTestRegistry();
after(() => registry.database.close());

/** Asks; `Row` is what the query's own columns say. */
async function ask<Row extends Record<string, unknown>>(query: SQL): Promise<Row[]> {
  const { rows } = await registry.database.query.execute<Row>(query);
  // drizzle types the rows by a conditional type that is `Row` for every record.
  return rows as Row[];
}

/** A step before it is known what exists: numbers that pick from what there is when its turn comes. */
const stepArbitrary = fc.noBias(
  fc.record({ actor: fc.nat(), action: fc.nat(), first: fc.nat(), second: fc.nat(), third: fc.nat() }),
);
type Step = {
  readonly actor: number;
  readonly action: number;
  readonly first: number;
  readonly second: number;
  readonly third: number;
};

/** What the run has made so far, deleted things included: they must refuse to be used. */
type Made = {
  readonly applications: string[];
  readonly subscriptions: string[];
  readonly secrets: [string, string][];
  /** Ways to declare the provider, some of which retire things. */
  readonly declarations: readonly string[];
};

function pick<Item>(items: readonly Item[], number: number): Item {
  const item = items[number % items.length];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

/** The provider's declaration as it stands, and the same without terms, without profiles, and without both. */
async function declarationsOf({ provider }: World): Promise<string[]> {
  const { text } = await run(registry, operator, exportDeclaration, { provider });
  const exported = declarationSchema.parse(parse(text));
  return [
    [true, true],
    [false, true],
    [true, false],
    [false, false],
  ].map(([withTerms, withProfiles]) => {
    const providers = exported.providers.map(({ terms, apis, ...rest }) => ({
      ...rest,
      ...(withTerms ? { terms } : {}),
      apis: apis.map(({ terms: asked, profiles, ...api }) => ({
        ...api,
        ...(withTerms && asked !== undefined ? { terms: asked } : {}),
        ...(withProfiles ? { profiles } : {}),
      })),
    }));
    return stringify({ providers });
  });
}

const declarationSchema = z.looseObject({
  providers: z.array(
    z.looseObject({
      terms: z.array(z.unknown()),
      apis: z.array(z.looseObject({ terms: z.string().optional(), profiles: z.array(z.unknown()) })),
    }),
  ),
});

type Try = (actor: Actor) => Promise<void>;

function trying<Input extends z.ZodType, Output extends z.ZodType, Granted extends Permission<string, unknown>>(
  operation: Operation<Input, Output, Granted>,
  input: z.input<Input>,
  note: (result: z.output<Output>) => void = () => undefined,
): Try {
  return async (actor) => note(await run(registry, actor, operation, input));
}

function creating(world: World, made: Made, environment: 'sandbox' | 'production', name: string): Try {
  const { organisation } = world;
  return trying(
    createApplication,
    { organisation, environment, name, email: 'app@example.org', responsible: 'Ada' },
    (result) => {
      made.applications.push(result.id);
      made.secrets.push([result.id, result.secret.id]);
    },
  );
}

/** Everything that may be tried in `world`, with references picked by the step. */
function attempts(world: World, made: Made, { first, second, third }: Step): readonly Try[] {
  // Mostly things that are there: refusing unknown ones is the least of it.
  const application = pick(first % 8 > 0 ? made.applications : [newId()], third);
  const subscription = pick(first % 8 > 0 && made.subscriptions.length > 0 ? made.subscriptions : [newId()], third);
  const [owner, secret] = pick(made.secrets, third);
  const api = pick(['open', 'guarded', 'open', 'guarded', 'prod', 'draft'], second);
  const product = `${world.provider}/${api}`;
  const { provider } = world;
  const profile = { application, provider, api, profile: 'EPCI' };
  const decisions = [
    approveSubscription,
    rejectSubscription,
    suspendSubscription,
    resumeSubscription,
    revokeSubscription,
  ];
  const request = trying(
    requestSubscription,
    { application, product, plan: pick(['default', 'large', 'default', 'large', 'closed'], first) },
    (result) => made.subscriptions.push(result.id),
  );
  const create = creating(world, made, pick(['sandbox', 'production'] as const, second), `app ${third % 9}`);
  const account = pick([world.developer, world.outsider, world.shut], second).accountId;
  return [
    create,
    ...Array.from({ length: 8 }, () => request),
    ...decisions.map((decision) => trying(decision, { subscription, reason: 'because' })),
    ...decisions.slice(0, 4).map((decision) => trying(decision, { subscription })),
    trying(withdrawSubscription, { subscription }),
    trying(approveSubscription, { subscription }),
    trying(approveSubscription, { subscription }),
    trying(createSecret, { application, label: 'next' }, (result) => made.secrets.push([application, result.id])),
    trying(withdrawSecret, { application: owner, secret }),
    trying(updateCredential, { application, javascriptOrigins: pick([['*'], ['https://a.example'], []], second) }),
    trying(updateApplication, { application, name: `app ${first % 9}` }),
    trying(disableApplication, { application }),
    trying(deleteApplication, { application }),
    trying(getApplication, { application }),
    trying(giveConsent, {
      application,
      termsVersion: pick([world.termsVersion, world.unaskedTermsVersion, newId()], second),
    }),
    ...Array.from({ length: 5 }, () => trying(assignProfile, profile)),
    trying(unassignProfile, profile),
    ...Array.from({ length: 3 }, () =>
      trying(applyDeclaration, { files: [{ name: 'a.yaml', text: pick(made.declarations, second) }] }),
    ),
    trying(grantRight, {
      account,
      provider,
      resourceType: 'dossier',
      resourceId: '42',
      read: true,
      write: third % 2 > 0,
    }),
    trying(createAccount, { name: 'New', email: `new${third % 5}.${provider}@example.org` }),
    trying(deactivateAccount, { account }),
  ];
}

/** Every row that operations may change: which thing in the audit it belongs to, and a digest of what it holds. */
const rowsQuery = sql`
  select 'account' as type, id::text as subject, '' as part, md5(t::text) as digest from accounts t
  union all select 'organisation', id::text, '', md5(t::text) from organisations t
  union all select 'membership', account_id || '/' || organisation_id, '', md5(t::text) from memberships t
  union all select 'application', id::text, '', md5(t::text) from applications t
  union all select 'credential', id::text, '', md5(t::text) from credentials t
  union all select 'secret', id::text, '', md5(t::text) from secrets t
  union all select 'subscription', id::text, '', md5(t::text) from subscriptions t
  union all select 'subscription', subscription_id::text, id::text, md5(t::text) from subscription_decisions t
  union all select 'terms', id::text, '', md5(t::text) from terms t
  union all select 'terms-version', id::text, '', md5(t::text) from terms_versions t
  union all select 'api', id::text, '', md5(t::text) from apis t
  union all select 'profile', id::text, '', md5(t::text) from profiles t
  union all select 'consent', id::text, '', md5(t::text) from consents t
  union all select 'profile_assignment', application_id || '/' || profile_id, '', md5(t::text) from profile_assignments t
  union all select 'right', concat_ws('/', account_id, provider_id, resource_type, resource_id), '', md5(t::text)
    from resource_rights t`;

type Picture = {
  readonly rows: Map<string, { subject: string; digest: string }>;
  readonly audited: Set<string>;
  readonly revision: number;
};

async function takePicture(): Promise<Picture> {
  const rows = await ask<{ type: string; subject: string; part: string; digest: string }>(rowsQuery);
  const entries = await ask<{ id: string; subject: string }>(
    sql`select id, subject_type || ' ' || subject_id as subject from audit_entries`,
  );
  const revisions = await ask<{ revision: string }>(sql`select revision from registry_revision`);
  return {
    rows: new Map(
      rows.map(({ type, subject, part, digest }) => [
        `${type} ${subject} ${part}`,
        { subject: `${type} ${subject}`, digest },
      ]),
    ),
    audited: new Set(entries.map((entry) => `${entry.id} ${entry.subject}`)),
    revision: Number(revisions[0]?.revision),
  };
}

/** The things of which a row differs between two pictures. */
function changedSubjects(before: Picture, now: Picture): Set<string> {
  const changed = new Set<string>();
  for (const [key, row] of now.rows) {
    if (before.rows.get(key)?.digest !== row.digest) changed.add(row.subject);
  }
  for (const [key, row] of before.rows) {
    if (!now.rows.has(key)) changed.add(row.subject);
  }
  return changed;
}

/** Each law as a question that must find nothing. */
const laws: readonly [string, SQL][] = [
  [
    'where approval is needed, somebody has approved',
    sql`select s.id from subscriptions s where s.state in ('approved', 'suspended')
      and (s.approval_needed
        or exists (select 1 from plans p where p.id = s.plan_id and p.approval_needed)
        or exists (select 1 from product_apis pa join apis a on a.id = pa.api_id
          where pa.product_id = s.product_id and a.validation_needed))
      and not exists (select 1 from subscription_decisions d where d.subscription_id = s.id
        and d.to_state = 'approved' and d.decided_as <> 'automatic')`,
  ],
  [
    'nobody but an operator has approved what the same person asked for',
    sql`select s.id from subscriptions s join subscription_decisions d on d.subscription_id = s.id
      where d.from_state = 'pending' and d.to_state = 'approved' and d.decided_by = s.requested_by`,
  ],
  [
    'a subscription is to APIs of the environment of the application',
    sql`select s.id from subscriptions s join applications app on app.id = s.application_id
      join product_apis pa on pa.product_id = s.product_id
      where not exists (select 1 from deployments d where d.api_id = pa.api_id and d.environment = app.environment)`,
  ],
  [
    'a profile is for an API of the environment of the application',
    sql`select x.profile_id from profile_assignments x join applications app on app.id = x.application_id
      join profiles p on p.id = x.profile_id
      where not exists (select 1 from apis a join deployments d on d.api_id = a.id
        where a.provider_id = p.provider_id and a.slug = p.api_slug and d.environment = app.environment)`,
  ],
  [
    'a consent is to a version that exists and that an API asks for, or whose terms were retired after it',
    sql`select c.id from consents c where not exists (select 1 from terms_versions v join terms t on t.id = v.terms_id
      where v.id = c.terms_version_id and (t.retired_at > c.accepted_at
        or t.retired_at is null and exists (select 1 from apis a where a.terms_id = t.id)))`,
  ],
  [
    'no API asks for terms that were retired',
    sql`select a.id from apis a join terms t on t.id = a.terms_id where t.retired_at is not null`,
  ],
  [
    'nobody was given a profile after it was retired',
    sql`select x.profile_id from profile_assignments x join profiles p on p.id = x.profile_id
      where x.assigned_at >= p.retired_at`,
  ],
  [
    'an application has at most one live subscription to a product',
    sql`select application_id from subscriptions where state in ('pending', 'approved', 'suspended')
      group by application_id, product_id having count(*) > 1`,
  ],
  [
    'the last step of a subscription led to its state',
    sql`select s.id from subscriptions s where s.state <> (select d.to_state from subscription_decisions d
      where d.subscription_id = s.id and not exists (select 1 from subscription_decisions n
        where n.subscription_id = s.id and n.decided_at > d.decided_at))`,
  ],
  [
    'a deleted application has neither a live secret nor a live subscription',
    sql`select app.id from applications app where app.deleted_at is not null and (app.enabled
      or exists (select 1 from credentials c join secrets s on s.credential_id = c.id
        where c.application_id = app.id and s.withdrawn_at is null)
      or exists (select 1 from subscriptions s where s.application_id = app.id
        and s.state in ('pending', 'approved', 'suspended')))`,
  ],
];

/** Tries one step; gives true when it was done, false when it was refused with a code. */
async function attempt(world: World, made: Made, step: Step): Promise<boolean> {
  const { developer, administrator, shut, outsider, approver, providerDeveloper, both } = world;
  const often = [operator, developer, approver, both];
  const actors = [...often, ...often, system, administrator, outsider, providerDeveloper, shut];
  const tries = attempts(world, made, step);
  try {
    await pick(tries, step.action)(pick(actors, step.actor));
    return true;
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return false;
    throw error;
  }
}

test('whoever does whatever, each change is audited, each refusal changes nothing, and the laws hold', async () => {
  let worlds = 0;
  let steps = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(stepArbitrary, { minLength: 30, maxLength: 60 }), async (sequence) => {
      worlds += 1;
      const world = await makeWorld(registry, `p${worlds}`);
      const declarations = await declarationsOf(world);
      const made: Made = { applications: [], subscriptions: [], secrets: [], declarations };
      await creating(world, made, 'sandbox', 'first')(operator);
      await creating(world, made, 'production', 'first')(operator);
      let before = await takePicture();
      for (const step of sequence) {
        steps += 1;
        // Steps of one subscription must be in order in time too.
        registry.setNow(new Date(Date.UTC(2026, 2, 1, 12) + steps * 1000).toISOString());
        const done = await attempt(world, made, step);
        const now = await takePicture();
        const audited = new Set(
          [...now.audited].filter((entry) => !before.audited.has(entry)).map((entry) => entry.slice(37)),
        );
        const changed = changedSubjects(before, now);
        assert.deepEqual(
          [...changed].filter((subject) => !audited.has(subject)),
          [],
        );
        if (!done) assert.equal(audited.size + changed.size, 0);
        assert.equal(now.revision, before.revision + (audited.size > 0 ? 1 : 0));
        before = now;
      }
      for (const [law, broken] of laws) assert.deepEqual(await ask(broken), [], law);
    }),
    { numRuns: 40, endOnFailure: true },
  );
});

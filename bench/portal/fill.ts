/** Fills a registry as large as the issue of the portal names: 1,000 APIs, 10,000 applications, three subscriptions each. */
import { sql } from 'drizzle-orm';
import { randomBytes } from 'node:crypto';
import type { Registry } from '#registry/operation.ts';
import { operator } from '#test/people.ts';
import { run } from '#registry/operation.ts';
import { createAccount } from '#registry/accounts/create.ts';
import { applyDeclaration } from '#registry/declarations/apply.ts';
import { collectDeclarationFiles } from '#registry/declarations/files.ts';

export const sizes = { providers: 20, apis: 1000, organisations: 500, applications: 10_000, people: 1000 };

/** What the pages under measurement are of. */
export type FilledRegistry = {
  readonly developer: string;
  readonly operator: string;
  readonly application: string;
};

/** Applies the three guides, then fills the rest row by row in SQL. */
export async function fillRegistry(registry: Registry): Promise<FilledRegistry> {
  await run(registry, operator, applyDeclaration, collectDeclarationFiles(['guichet.yaml']));
  const password = `${randomBytes(16).toString('base64url')}aA1!`;
  const person = (name: string, isOperator: boolean) =>
    run(registry, operator, createAccount, {
      ...{ name, email: `${name}@example.org`, password, active: true, operator: isOperator },
    });
  const developer = await person('developer', false);
  const chief = await person('operator', true);
  for (const statement of statements(developer.id)) await registry.database.query.execute(statement);
  await registry.database.query.execute(sql`analyze`);
  const found = await registry.database.query.query.applications.findFirst({
    columns: { id: true },
    where: (application, { eq }) => eq(application.name, 'Application 1'),
  });
  return { developer: developer.id, operator: chief.id, application: found?.id ?? '' };
}

/** The statements, in order. Every number says what the thing is called, and whose it is. */
function statements(developerId: string) {
  return [
    sql`insert into organisations (id, slug, name, created_at)
        select gen_random_uuid(), 'organisation-' || n, 'Organisation ' || n, now()
        from generate_series(1, ${sizes.organisations}) n`,
    sql`insert into accounts (id, email, name, active, created_at)
        select gen_random_uuid(), 'person-' || n || '@example.org', 'Person ' || n, true, now()
        from generate_series(1, ${sizes.people}) n`,
    sql`insert into memberships (account_id, organisation_id, role, joined_at)
        select a.id, o.id, 'developer', now()
        from accounts a
        join organisations o on o.slug = 'organisation-' || (1 + substr(a.name, 8)::integer % ${sizes.organisations})
        where a.name like 'Person %'`,
    sql`insert into memberships (account_id, organisation_id, role, joined_at)
        select ${developerId}::uuid, id, 'administrator', now() from organisations where slug = 'organisation-1'`,
    sql`insert into providers (id, organisation_id, slug, name_fr, name_en, contact_email)
        select gen_random_uuid(), id, 'provider-' || substr(slug, 14), 'Fournisseur ' || substr(slug, 14), 'Provider ' || substr(slug, 14), 'contact@example.org'
        from organisations where slug like 'organisation-%' and substr(slug, 14)::integer <= ${sizes.providers}`,
    sql`insert into apis (id, provider_id, slug, version, name_fr, name_en, description_fr, description_en, status, tags, dialect, credential, validation_needed, added_at)
        select gen_random_uuid(), p.id, 'api-' || n, '1.0', 'Données ' || n, 'Records ' || n,
          'Consulter et mettre à jour les données du domaine ' || n, 'Read and change the records of domain ' || n,
          'published', array['domaine-' || n % 25, 'référentiel'], 'problem', 'client-id', n % 3 = 0, now()
        from generate_series(1, ${sizes.apis}) n join providers p on p.slug = 'provider-' || (1 + n % ${sizes.providers})`,
    sql`insert into deployments (api_id, environment, host, base_path, upstream)
        select id, environment, environment || '.example.org', '/' || slug, 'http://127.0.0.1:1'
        from apis, unnest(array['sandbox', 'production']) environment where slug like 'api-%'`,
    sql`insert into products (id, provider_id, slug, name_fr, name_en)
        select gen_random_uuid(), provider_id, slug, name_fr, name_en from apis where slug like 'api-%'`,
    sql`insert into product_apis (product_id, api_id)
        select p.id, a.id from products p join apis a on a.provider_id = p.provider_id and a.slug = p.slug and p.slug like 'api-%'`,
    sql`insert into plans (id, product_id, slug, name_fr, name_en, rate_per_second, quota_per_day)
        select gen_random_uuid(), id, 'default', 'Standard', 'Standard', 10, 10000 from products where slug like 'api-%'`,
    sql`insert into applications (id, organisation_id, name, environment, email, status, created_at)
        select gen_random_uuid(), o.id, 'Application ' || n, case when n % 2 = 0 then 'production' else 'sandbox' end,
          'notices@example.org', 'validated', now()
        from generate_series(1, ${sizes.applications}) n
        join organisations o on o.slug = 'organisation-' || (1 + (n - 1) % ${sizes.organisations})`,
    sql`insert into credentials (id, application_id, client_id, type, created_at)
        select gen_random_uuid(), id, gen_random_uuid(), 'confidential', now() from applications`,
    sql`insert into subscriptions (id, application_id, product_id, plan_id, state, approval_needed, requested_at)
        select gen_random_uuid(), a.id, p.id, pl.id, case when k = 3 then 'pending' else 'approved' end, k = 3, now()
        from applications a cross join generate_series(1, 3) k
        join products p on p.slug = 'api-' || (1 + (substr(a.name, 13)::integer * k) % ${sizes.apis})
        join plans pl on pl.product_id = p.id
        where a.name like 'Application %'
        on conflict do nothing`,
  ];
}

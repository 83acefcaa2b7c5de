/** Reads the quotas of applications: their plans, and what the gateways have noted of them. */
import { and, asc, eq, inArray, type SQL } from 'drizzle-orm';
import type { Transaction } from '#database/database.ts';
import { applications, organisations, plans, products, providers, quotaUses, subscriptions } from '#database/tables.ts';
import { quotaWindows, type QuotaWindow } from '#registry/quotas/windows.ts';

/** One subscription whose plan has quotas, and how far they are used up. */
export type Quota = {
  readonly subscription: typeof subscriptions.$inferSelect;
  readonly application: Pick<typeof applications.$inferSelect, 'id' | 'name' | 'organisationId' | 'environment'>;
  readonly organisation: { readonly slug: string; readonly name: string };
  readonly product: typeof products.$inferSelect;
  readonly provider: typeof providers.$inferSelect;
  readonly plan: typeof plans.$inferSelect;
  /** Whose calls are counted together: the id of the application, or of its organisation. */
  readonly subjectId: string;
  readonly windows: readonly QuotaWindow[];
};

/** Gives the quotas of the subscriptions that `where` chooses, as they stand at `now`, by product and application. */
export async function readQuotas(tx: Transaction, where: SQL | undefined, now: Date): Promise<Quota[]> {
  const { id, name, organisationId, environment } = applications;
  const rows = await tx
    .select({
      subscription: subscriptions,
      application: { id, name, organisationId, environment },
      organisation: { slug: organisations.slug, name: organisations.name },
      product: products,
      provider: providers,
      plan: plans,
    })
    .from(subscriptions)
    .innerJoin(applications, eq(applications.id, subscriptions.applicationId))
    .innerJoin(organisations, eq(organisations.id, applications.organisationId))
    .innerJoin(products, eq(products.id, subscriptions.productId))
    .innerJoin(providers, eq(providers.id, products.providerId))
    .innerJoin(plans, eq(plans.id, subscriptions.planId))
    .where(where)
    .orderBy(asc(providers.slug), asc(products.slug), asc(subscriptions.id));
  const subjectOf = ({ application, plan }: (typeof rows)[number]): string =>
    plan.per === 'organisation' ? application.organisationId : application.id;
  const uses = await readUses(
    tx,
    rows.map((row) => ({ subjectId: subjectOf(row), productId: row.product.id })),
  );
  return rows.flatMap((row) => {
    const subjectId = subjectOf(row);
    const own = uses.filter((use) => use.subjectId === subjectId && use.productId === row.product.id);
    const windows = quotaWindows(row.plan, row.provider.timeZone, own, now);
    return windows.length === 0 ? [] : [{ ...row, subjectId, windows }];
  });
}

type Pair = { readonly subjectId: string; readonly productId: string };

async function readUses(tx: Transaction, pairs: readonly Pair[]) {
  if (pairs.length === 0) return [];
  const subjects = [...new Set(pairs.map(({ subjectId }) => subjectId))];
  const held = [...new Set(pairs.map(({ productId }) => productId))];
  return tx
    .select()
    .from(quotaUses)
    .where(and(inArray(quotaUses.subjectId, subjects), inArray(quotaUses.productId, held)));
}

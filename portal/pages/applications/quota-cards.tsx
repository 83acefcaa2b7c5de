/** The quotas of an application: how much of each is used, what remains, and when it begins anew. */
import type { z } from 'zod';
import type { Language } from '#base/language.ts';
import { run } from '#registry/operation.ts';
import { listQuotas } from '#registry/quotas/list.ts';
import { LevelBar } from '#ui/charts/level-bar.tsx';
import { DataTable, type Column } from '#ui/components/data-table.tsx';
import { Badge } from '#ui/components/page-parts.tsx';
import { formatMomentIn, formatNumber, formatShare } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/applications/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

type Quota = z.output<typeof listQuotas.output>['items'][number];
type Window = Quota['windows'][number];
type Row = { readonly quota: Quota; readonly window: Window };

/** Reads what `QuotaCards` shows. @throws Problem `application.not_found` (404) */
export async function readQuotaCards(visit: AccountVisit, application: string): Promise<readonly Quota[]> {
  const { items } = await run(visit.services.registry, visit.actor, listQuotas, { application });
  return items;
}

type QuotaCardsProps = { readonly language: Language; readonly quotas: readonly Quota[] };

/** Nothing without a quota: most plans have none, and nothing is missing then. */
export const QuotaCards = ({ language, quotas }: QuotaCardsProps) => {
  const text = texts[language].quotas;
  const rows = quotas.flatMap((quota) => quota.windows.map((window) => ({ quota, window })));
  if (rows.length === 0) return null;
  return (
    <section id="quotas">
      <h2>{text.title}</h2>
      <p>{text.lead}</p>
      <DataTable caption={text.title} captionHidden columns={columnsFor(language)} rows={rows} />
    </section>
  );
};

function columnsFor(language: Language): readonly Column<Row>[] {
  const text = texts[language].quotas;
  return [
    {
      title: text.product,
      names: true,
      cell: ({ quota }) => <Product language={language} quota={quota} />,
    },
    { title: text.used, cell: (row) => <Used language={language} row={row} /> },
    {
      title: text.remaining,
      numeric: true,
      cell: ({ window }) => formatNumber(window.remaining, language),
    },
    {
      title: text.ends,
      cell: ({ quota, window }) => `${formatMomentIn(window.endsAt, quota.timeZone, language)} (${quota.timeZone})`,
    },
    { title: text.above, cell: ({ quota }) => text.atLimit[quota.atLimit] },
  ];
}

/** The product, its plan, and who else uses the quota up. */
const Product = ({ language, quota }: { readonly language: Language; readonly quota: Quota }) => {
  const text = texts[language].quotas;
  const [provider = '', product = ''] = quota.product.reference.split('/', 2);
  return (
    <>
      <a href={addresses.product.to({ provider, product })}>{quota.product.name[language]}</a>
      <br />
      <span class="small">
        {text.plan(quota.plan.name[language])}
        {quota.per === 'organisation' ? `${text.semicolon} ${sharedText(language, quota)}` : ''}
      </span>
    </>
  );
};

function sharedText(language: Language, { sharedWith }: Quota): string {
  const text = texts[language].quotas;
  return sharedWith.length === 0 ? text.sharedAlone : text.sharedWith(sharedWith.map(({ name }) => name).join(', '));
}

const Used = ({ language, row }: { readonly language: Language; readonly row: Row }) => {
  const { used, limit, window } = row.window;
  const text = texts[language].quotas;
  const full = used >= limit;
  return (
    <>
      <LevelBar used={used} limit={limit} />
      {text.of[window](formatNumber(used, language), formatNumber(limit, language))} (
      {formatShare(used / limit, language)}){' '}
      {full ? <Badge kind={row.quota.atLimit === 'refuse' ? 'bad' : 'waiting'}>{text.usedUp}</Badge> : null}
    </>
  );
};

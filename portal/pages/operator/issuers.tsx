import type { z } from 'zod';
import { addresses } from '#portal/addresses.ts';
import { wanted } from '#portal/pages/operator/filters.tsx';
import { NothingHere, OperatorFrame } from '#portal/pages/operator/frame.tsx';
import { texts } from '#portal/pages/operator/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import type { AccountVisit } from '#portal/visit/visit.ts';
import { listIssuers } from '#registry/catalogue/list-issuers.ts';
import type { issuerSchema } from '#registry/catalogue/schema.ts';
import { run } from '#registry/operation.ts';
import { DataTable, type Column } from '#ui/components/data-table.tsx';
import { Badge, Pager } from '#ui/components/page-parts.tsx';
import { formatDate, formatNumber } from '#ui/format.ts';
import { words } from '#ui/words.ts';
import type { Language } from '#base/language.ts';

type Issuer = z.output<typeof issuerSchema>;

function columnsFor(language: Language): Column<Issuer>[] {
  const text = texts[language].issuers;
  return [
    { title: text.name, names: true, cell: ({ slug }) => <code>{slug}</code> },
    {
      title: text.provider,
      cell: ({ provider }) => <a href={addresses.providerPage.to({ provider })}>{provider}</a>,
    },
    { title: text.environment, cell: ({ environment }) => words[language].environment[environment] },
    { title: text.address, cell: ({ url }) => <code>{url}</code> },
    {
      title: text.tokens,
      cell: ({ tokenFormat, accessTokenSeconds }) =>
        `${text[tokenFormat]}, ${formatNumber(accessTokenSeconds, language)} ${text.seconds}`,
    },
    {
      title: text.grants,
      cell: ({ grants, passwordGrantSunsetAt }) => (
        <>
          {grants.join(', ')}
          {passwordGrantSunsetAt === null ? null : (
            <>
              {' '}
              <Badge kind="waiting">{`${text.passwordEnds} ${formatDate(passwordGrantSunsetAt, language)}`}</Badge>
            </>
          )}
        </>
      ),
    },
    {
      title: texts[language].state,
      cell: ({ enabled }) => (enabled ? <Badge kind="good">{text.open}</Badge> : <Badge kind="bad">{text.shut}</Badge>),
    },
  ];
}

/** Every authorization server, shut ones too. */
export async function showIssuers(visit: AccountVisit): Promise<Response> {
  const { language, services, actor } = visit;
  const text = texts[language].issuers;
  const after = wanted(visit, 'after');
  const { items, next } = await run(services.registry, actor, listIssuers, { withShut: true, after });
  const here = addresses.operatorIssuers;
  return showPage(visit, {
    title: text.title,
    body: (
      <OperatorFrame language={language} area="issuers" title={text.title} lead={text.lead}>
        {items.length === 0 ? (
          <NothingHere language={language} searched={false} title={text.empty} why={text.emptyWhy} />
        ) : (
          <DataTable caption={text.caption} captionHidden rows={items} columns={columnsFor(language)} />
        )}
        <Pager
          language={language}
          next={next === null ? null : here.to({ after: next })}
          first={after === undefined ? null : here.to()}
        />
      </OperatorFrame>
    ),
  });
}

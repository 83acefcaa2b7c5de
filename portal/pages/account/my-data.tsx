/** What the portal keeps about a person, to see and to take. */
import { collectMyData, type MyData } from '#accounts/my-data/collect.ts';
import { exportMyData } from '#accounts/my-data/export.ts';
import { Facts, PageHead } from '#ui/components/page-parts.tsx';
import { formatDate, formatNumber } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { download } from '#portal/answer.ts';
import { AccountTabs } from '#portal/pages/account/account-tabs.tsx';
import { texts } from '#portal/pages/account/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import type { AccountVisit } from '#portal/visit/visit.ts';

export async function showMyData(visit: AccountVisit): Promise<Response> {
  const { data: own } = texts[visit.language];
  const data = await collectMyData(visit.services.registry, visit.session.accountId);
  const ways = [
    [own.export, own.exportText, addresses.exportMyData.to(), own.download],
    [own.correct, own.correctText, addresses.profile.to(), own.toProfile],
    [own.delete, own.deleteText, addresses.deleteAccount.to(), own.toDelete],
  ] as const;
  return showPage(visit, {
    title: own.title,
    body: (
      <>
        <PageHead title={own.title} lead={own.lead} />
        <AccountTabs visit={visit} current="data" />
        <Facts facts={factsOf(visit, data)} />
        {ways.map(([title, text, href, label]) => (
          <section class="card">
            <h2>{title}</h2>
            <p>{text}</p>
            <p>
              <a class="button button-plain" href={href}>
                {label}
              </a>
            </p>
          </section>
        ))}
      </>
    ),
  });
}

function factsOf(visit: AccountVisit, data: MyData): (readonly [string, string])[] {
  const text = texts[visit.language];
  const { data: own } = text;
  const { account, preferences } = data;
  const listed = (items: readonly string[]): string => (items.length === 0 ? own.none : items.join(', '));
  const counted = (items: readonly unknown[]): string => formatNumber(items.length, visit.language);
  const yes = (value: boolean | undefined): string => (value === true ? own.yes : own.no);
  const accepted =
    preferences?.portalTermsAcceptedAt == null
      ? own.none
      : `${preferences.portalTermsVersion ?? ''}, ${formatDate(preferences.portalTermsAcceptedAt, visit.language)}`;
  return [
    [text.name, account.name],
    [text.email, account.email],
    [text.profile.since, formatDate(account.createdAt, visit.language)],
    [own.news, yes(preferences?.wantsNews)],
    [own.surveys, yes(preferences?.wantsSurveys)],
    [own.termsAccepted, accepted],
    [own.organisations, listed(data.memberships.map((one) => `${one.organisation} (${own.roles[one.role]})`))],
    [own.consents, listed(data.consents.map((one) => `${one.terms} ${one.version}`))],
    [own.applications, listed(data.applications.map(({ name }) => name))],
    [own.sessions, counted(data.sessions)],
    [own.traces, counted(data.audit)],
  ];
}

export async function downloadMyData(visit: AccountVisit): Promise<Response> {
  const body = await exportMyData(visit.services.registry, visit.session.accountId);
  return download({ body, type: 'application/zip', name: 'my-data.zip' });
}

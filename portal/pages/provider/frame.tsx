/** The frame of a provider's console: its areas side by side, and where its description comes from. */
import type { Child } from 'hono/jsx';
import { getOffer, type Offer } from '#registry/offer/get.ts';
import { run } from '#registry/operation.ts';
import { Breadcrumbs, Notice, PageHead, Tabs } from '#ui/components/page-parts.tsx';
import { formatMoment } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/provider/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

export type Area = keyof (typeof texts)['en']['area'];

/** All that the provider named in the address offers. @throws Problem `provider.not_found` (404), `permission.denied` (403) */
export function readOffer(visit: AccountVisit): Promise<Offer> {
  return run(visit.services.registry, visit.actor, getOffer, { provider: param(visit, 'provider') });
}

/** A text in the visitor's language; declarations may give one for both. */
export function shown(text: string | { readonly fr: string; readonly en: string }, visit: AccountVisit): string {
  return typeof text === 'string' ? text : text[visit.language];
}

/** The same in both languages, for the fields of forms. */
export function both(text: string | { readonly fr: string; readonly en: string }): {
  readonly fr: string;
  readonly en: string;
} {
  return typeof text === 'string' ? { fr: text, en: text } : text;
}

type ConsolePage = {
  readonly offer: Offer;
  readonly area: Area;
  readonly title: string;
  readonly lead?: string | undefined;
  readonly actions?: Child;
  /** Page above this one. */
  readonly above?: { readonly label: string; readonly href: string };
  readonly body: Child;
  readonly status?: number;
  /** Scripts of portal/browser that improve the page. */
  readonly scripts?: readonly string[];
};

/** Shows a page of the console. */
export function showConsole(visit: AccountVisit, page: ConsolePage): Promise<Response> {
  const { offer, area, title, lead, actions, above, body, status = 200, scripts = [] } = page;
  const text = texts[visit.language];
  const provider = offer.declared.slug;
  const tabs = areasOf(provider).map(([name, href]) => ({ label: text.area[name], href, current: name === area }));
  return showPage(visit, {
    title: `${title} – ${shown(offer.declared.name, visit)}`,
    status,
    scripts,
    body: (
      <>
        <Tabs label={text.areas} tabs={tabs} />
        {above === undefined ? null : <Breadcrumbs label={text.way} crumbs={[above, { label: title }]} />}
        <PageHead title={title} {...(lead === undefined ? {} : { lead })} actions={actions} />
        {offer.declaredAt === null || area === 'requests' || area === 'usage' ? null : (
          <Declared visit={visit} provider={provider} when={offer.declaredAt} />
        )}
        {body}
      </>
    ),
  });
}

function areasOf(provider: string): readonly (readonly [Area, string])[] {
  return [
    ['overview', addresses.console.to({ provider })],
    ['requests', addresses.consoleRequests.to({ provider })],
    ['apis', addresses.consoleApis.to({ provider })],
    ['usage', addresses.consoleUsage.to({ provider })],
    ['products', addresses.consoleProducts.to({ provider })],
    ['terms', addresses.consoleTerms.to({ provider })],
    ['profiles', addresses.consoleProfiles.to({ provider })],
    ['subscribers', addresses.consoleSubscribers.to({ provider })],
    ['team', addresses.consoleTeam.to({ provider })],
  ];
}

/** What becomes of changes by hand where a declaration file describes the provider. */
const Declared = (props: { readonly visit: AccountVisit; readonly provider: string; readonly when: string }) => {
  const { language } = props.visit;
  const text = texts[language].declared;
  return (
    <Notice kind="information" title={text.title}>
      <p>{text.text(formatMoment(props.when, language))}</p>
      <p>
        <a href={addresses.consoleDeclaration.to({ provider: props.provider })}>{text.download}</a>
      </p>
    </Notice>
  );
};

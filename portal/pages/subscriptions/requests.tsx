/** Lists of requests: those of one's own organisations, and those that wait for a provider. */
import { run } from '#registry/operation.ts';
import { listRequests } from '#registry/subscriptions/list-requests.ts';
import { EmptyState, Notice, PageHead, Pager } from '#ui/components/page-parts.tsx';
import { addresses } from '#portal/addresses.ts';
import { readOffer, showConsole, shown } from '#portal/pages/provider/frame.tsx';
import { askedFor, inputOf } from '#portal/pages/subscriptions/asked-requests.ts';
import { RequestFilters } from '#portal/pages/subscriptions/request-filters.tsx';
import { RequestTable } from '#portal/pages/subscriptions/request-table.tsx';
import type { RequestPage } from '#portal/pages/subscriptions/shown.ts';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

/** Shows what the visitor's applications have asked for. */
export async function showRequests(visit: AccountVisit): Promise<Response> {
  const text = texts[visit.language].requests;
  const asked = askedFor(visit, 'all', 'newest');
  const page = await run(visit.services.registry, visit.actor, listRequests, inputOf(asked));
  const nothingYet = Object.values(page.counts).every((number) => number === 0) && asked.search === '';
  return showPage(visit, {
    title: text.title,
    body: (
      <>
        <PageHead title={text.title} lead={text.lead} />
        {nothingYet ? null : <RequestFilters visit={visit} asked={asked} page={page} path={addresses.requests.to()} />}
        {page.items.length > 0 ? (
          <RequestTable visit={visit} items={page.items} side="consumer" />
        ) : (
          <EmptyState title={nothingYet ? text.empty : text.none}>
            <p>{nothingYet ? text.emptyHint : text.noneHint}</p>
            <a class="button button-primary" href={addresses.catalogue.to()}>
              {text.browse}
            </a>
          </EmptyState>
        )}
        <NextPage visit={visit} page={page} />
      </>
    ),
  });
}

/** Shows what waits for the provider, oldest first. */
export async function showInbox(visit: AccountVisit): Promise<Response> {
  const text = texts[visit.language].inbox;
  const provider = param(visit, 'provider');
  const asked = askedFor(visit, 'pending', 'oldest');
  const page = await run(visit.services.registry, visit.actor, listRequests, { provider, ...inputOf(asked) });
  const wanting = await run(visit.services.registry, visit.actor, listRequests, { provider, planRequested: true });
  const offer = await readOffer(visit);
  const path = addresses.consoleRequests.to({ provider });
  const nobodyWaits = asked.state === 'pending' && asked.search === '';
  return showConsole(visit, {
    ...{ offer, area: 'requests', title: text.title(shown(offer.declared.name, visit)), lead: text.lead },
    body: (
      <>
        <PlanRequests visit={visit} items={wanting.items} />
        <RequestFilters visit={visit} asked={asked} page={page} path={path} withOrder />
        {page.items.length > 0 ? (
          <RequestTable visit={visit} items={page.items} side="provider" />
        ) : (
          <EmptyState title={nobodyWaits ? text.empty : texts[visit.language].requests.none}>
            <p>{nobodyWaits ? text.emptyHint : texts[visit.language].requests.noneHint}</p>
          </EmptyState>
        )}
        <NextPage visit={visit} page={page} />
      </>
    ),
  });
}

/** Subscriptions that ask for another plan: they are in force, and so in none of the lists by state that wait. */
const PlanRequests = ({ visit, items }: { readonly visit: AccountVisit; readonly items: RequestPage['items'] }) => {
  const { language } = visit;
  if (items.length === 0) return null;
  return (
    <Notice kind="information" title={texts[language].inbox.plans}>
      <ul>
        {items.map(({ id, application, product, wanted }) => (
          <li>
            <a href={addresses.request.to({ subscription: id })}>
              {application.name} → {product.name[language]}
            </a>
            {texts[language].colon} {wanted?.plan.name[language]}
          </li>
        ))}
      </ul>
    </Notice>
  );
};

const NextPage = ({ visit, page }: { readonly visit: AccountVisit; readonly page: RequestPage }) => {
  const address = (after: string | null) => {
    const url = new URL(visit.url);
    if (after === null) url.searchParams.delete('after');
    else url.searchParams.set('after', after);
    return url.pathname + url.search;
  };
  const next = page.next === null ? null : address(page.next);
  const first = visit.url.searchParams.has('after') ? address(null) : null;
  return <Pager language={visit.language} next={next} first={first} />;
};

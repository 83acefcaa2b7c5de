/** The usage of all that a provider offers. */
import { providerUsage } from '#metering/usage/operations.ts';
import { addresses } from '#portal/addresses.ts';
import { readOffer, showConsole } from '#portal/pages/provider/frame.tsx';
import { apiUsageAddress } from '#portal/pages/usage/api-usage-address.ts';
import { answerCsv, askedOf, rangeFields, statusOf } from '#portal/pages/usage/read-report.ts';
import { texts } from '#portal/pages/usage/texts.ts';
import { UsageBody } from '#portal/pages/usage/usage-body.tsx';
import type { UsageView } from '#portal/pages/usage/view.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';
import type { Offer } from '#registry/offer/get.ts';
import { run } from '#registry/operation.ts';

async function readView(visit: AccountVisit, { declared: { slug: provider } }: Offer): Promise<UsageView> {
  const asked = askedOf(visit);
  const report = await run(visit.services.registry, visit.actor, providerUsage, { provider, ...rangeFields(asked) });
  return {
    ...{ visit, asked, report },
    place: {
      to: (fields) => addresses.consoleUsage.to({ provider }, fields),
      file: (fields) => addresses.consoleUsageFile.to({ provider }, fields),
      ...{ environments: true, narrowed: null, why: null, requests: null },
      apis: { link: apiUsageAddress },
      applications: { link: () => null },
    },
  };
}

/** Shows it. @throws Problem `provider.not_found` (404), `permission.denied` (403) */
export async function showProviderUsage(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  const view = await readView(visit, offer);
  const text = texts[visit.language];
  const subscribers = addresses.consoleSubscribers.to({ provider: offer.declared.slug });
  return showConsole(visit, {
    ...{ offer, area: 'usage', title: text.title, status: statusOf(view) },
    body: (
      <UsageBody
        {...view}
        empty={
          <p>
            {text.empty.provider} <a href={subscribers}>{text.empty.subscribers}</a>
          </p>
        }
      />
    ),
  });
}

/** Gives a table of it as CSV. @throws as `showProviderUsage` */
export async function downloadProviderUsage(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  return answerCsv(await readView(visit, offer), offer.declared.slug);
}

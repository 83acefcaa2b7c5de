/** The usage of an application, or of it at one API: for its organisation. */
import { applicationUsage } from '#metering/usage/operations.ts';
import { addresses } from '#portal/addresses.ts';
import { readNamedApplication, showTab, type ShownApplication } from '#portal/pages/applications/frame.tsx';
import { QuotaCards, readQuotaCards } from '#portal/pages/applications/quota-cards.tsx';
import { answerCsv, askedOf, rangeFields, statusOf } from '#portal/pages/usage/read-report.ts';
import { texts } from '#portal/pages/usage/texts.ts';
import { UsageBody } from '#portal/pages/usage/usage-body.tsx';
import { versionOf } from '#portal/pages/usage/version-of.ts';
import type { UsageView } from '#portal/pages/usage/view.ts';
import { query, type AccountVisit } from '#portal/visit/visit.ts';
import { run } from '#registry/operation.ts';

async function readView(visit: AccountVisit, { id: application }: ShownApplication): Promise<UsageView> {
  const asked = askedOf(visit);
  const api = query(visit, 'api');
  const report = await run(visit.services.registry, visit.actor, applicationUsage, {
    application,
    ...rangeFields({ ...asked, environment: null }),
    ...(api === '' ? {} : { api }),
  });
  return {
    ...{ visit, asked, report },
    place: {
      to: (fields) => addresses.applicationUsage.to({ application }, fields),
      file: (fields) => addresses.applicationUsageFile.to({ application }, fields),
      environments: false,
      narrowed: api === '' ? null : { query: { api }, text: texts[visit.language].narrowed.api(api) },
      why: api === '' ? null : whyAddress(application, api),
      requests: (reason) => addresses.applicationRequests.to({ application }, { reason, api }),
      apis:
        api === ''
          ? {
              link: (reference, fields) =>
                addresses.applicationUsage.to({ application }, { ...fields, api: reference }),
            }
          : null,
      applications: null,
    },
  };
}

/** "Why am I refused?" of the application at the API. */
function whyAddress(application: string, reference: string): string | null {
  const at = versionOf(reference);
  return at === null ? null : addresses.why.to({ application, ...at });
}

/** Shows the tab. @throws Problem `application.not_found` (404), `api.not_found` (404) */
export async function showApplicationUsage(visit: AccountVisit): Promise<Response> {
  const application = await readNamedApplication(visit);
  const view = await readView(visit, application);
  const quotas = await readQuotaCards(visit, application.id);
  return showTab(visit, {
    ...{ application, tab: 'usage', status: statusOf(view) },
    body: (
      <UsageBody {...view} empty={<FirstCall visit={visit} application={application.id} />}>
        <QuotaCards language={visit.language} quotas={quotas} />
      </UsageBody>
    ),
  });
}

/** Gives a table of it as CSV. @throws as `showApplicationUsage` */
export async function downloadApplicationUsage(visit: AccountVisit): Promise<Response> {
  const application = await readNamedApplication(visit);
  return answerCsv(await readView(visit, application), application.name);
}

const FirstCall = ({ visit, application }: { readonly visit: AccountVisit; readonly application: string }) => {
  const text = texts[visit.language].empty;
  return (
    <>
      <p>{text.application}</p>
      <p class="links links-middle">
        <a href={addresses.applicationApis.to({ application })}>{text.steps.apis}</a>
        <a href={addresses.applicationCredentials.to({ application })}>{text.steps.credentials}</a>
        <a href={addresses.gettingStarted.to()}>{text.steps.start}</a>
      </p>
    </>
  );
};

/** The usage of one version of an API, or of one application at it: for the provider. */
import { apiUsage } from '#metering/usage/operations.ts';
import { addresses } from '#portal/addresses.ts';
import { readNamedApi, type NamedApi } from '#portal/pages/provider/named-api.ts';
import { shown, showConsole } from '#portal/pages/provider/frame.tsx';
import { texts as consoleTexts } from '#portal/pages/provider/texts.ts';
import { answerCsv, askedOf, rangeFields, statusOf } from '#portal/pages/usage/read-report.ts';
import { texts } from '#portal/pages/usage/texts.ts';
import { UsageBody } from '#portal/pages/usage/usage-body.tsx';
import type { UsageView } from '#portal/pages/usage/view.ts';
import { query, type AccountVisit } from '#portal/visit/visit.ts';
import { run } from '#registry/operation.ts';

async function readView(visit: AccountVisit, { facts, at }: NamedApi): Promise<UsageView> {
  const asked = askedOf(visit);
  const application = query(visit, 'application');
  const report = await run(visit.services.registry, visit.actor, apiUsage, {
    api: facts.id,
    ...rangeFields(asked),
    ...(application === '' ? {} : { application }),
  });
  const caller = report.byApplication[0]?.application;
  return {
    ...{ visit, asked, report },
    place: {
      to: (fields) => addresses.consoleApiUsage.to(at, fields),
      file: (fields) => addresses.consoleApiUsageFile.to(at, fields),
      environments: true,
      narrowed:
        application === ''
          ? null
          : {
              query: { application },
              text: texts[visit.language].narrowed.application(
                caller == null ? application : `${caller.name} (${caller.organisation.name})`,
              ),
            },
      why: null,
      requests: (reason) => addresses.consoleApiRequests.to(at, { reason, application }),
      apis: null,
      applications:
        application === ''
          ? { link: (id, fields) => addresses.consoleApiUsage.to(at, { ...fields, application: id }) }
          : null,
    },
  };
}

/** Shows it. @throws Problem `provider.not_found` (404), `api.not_found` (404), `permission.denied` (403) */
export async function showApiUsage(visit: AccountVisit): Promise<Response> {
  const named = await readNamedApi(visit);
  const { offer, api, at } = named;
  const view = await readView(visit, named);
  const text = texts[visit.language];
  const console = consoleTexts[visit.language];
  return showConsole(visit, {
    ...{ offer, area: 'usage', status: statusOf(view) },
    title: text.titleOf(console.api.title(shown(api.name, visit), api.version)),
    above: { label: text.title, href: addresses.consoleUsage.to({ provider: at.provider }) },
    actions: <a href={addresses.consoleApi.to(at)}>{console.api.settings}</a>,
    body: (
      <UsageBody
        {...view}
        empty={
          <p>
            {text.empty.api} <a href={addresses.tryIt.to(at)}>{text.empty.tryIt}</a>
          </p>
        }
      />
    ),
  });
}

/** Gives a table of it as CSV. @throws as `showApiUsage` */
export async function downloadApiUsage(visit: AccountVisit): Promise<Response> {
  const named = await readNamedApi(visit);
  return answerCsv(await readView(visit, named), named.name);
}

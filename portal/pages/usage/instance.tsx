/** The usage of the whole instance: for operators. */
import { instanceUsage } from '#metering/usage/operations.ts';
import { addresses } from '#portal/addresses.ts';
import { OperatorFrame } from '#portal/pages/operator/frame.tsx';
import { apiUsageAddress } from '#portal/pages/usage/api-usage-address.ts';
import { answerCsv, askedOf, rangeFields, statusOf } from '#portal/pages/usage/read-report.ts';
import { texts } from '#portal/pages/usage/texts.ts';
import { UsageBody } from '#portal/pages/usage/usage-body.tsx';
import type { UsageView } from '#portal/pages/usage/view.ts';
import { showPage } from '#portal/show-page.tsx';
import type { AccountVisit } from '#portal/visit/visit.ts';
import { run } from '#registry/operation.ts';

async function readView(visit: AccountVisit): Promise<UsageView> {
  const asked = askedOf(visit);
  const report = await run(visit.services.registry, visit.actor, instanceUsage, rangeFields(asked));
  return {
    ...{ visit, asked, report },
    place: {
      to: addresses.operatorUsage.to,
      file: addresses.operatorUsageFile.to,
      ...{ environments: true, narrowed: null, why: null },
      requests: (reason) => addresses.operatorRequests.to({ reason }),
      apis: { link: apiUsageAddress },
      applications: { link: (id, fields) => addresses.applicationUsage.to({ application: id }, fields) },
    },
  };
}

/** Shows it. */
export async function showInstanceUsage(visit: AccountVisit): Promise<Response> {
  const view = await readView(visit);
  const { language } = visit;
  const text = texts[language];
  return showPage(visit, {
    title: text.title,
    status: statusOf(view),
    body: (
      <OperatorFrame language={language} area="usage" title={text.title}>
        <UsageBody
          {...view}
          empty={
            <p>
              {text.empty.instance} <a href={addresses.gettingStarted.to()}>{text.empty.steps.start}</a>
            </p>
          }
        />
      </OperatorFrame>
    ),
  });
}

/** Gives a table of it as CSV. */
export async function downloadInstanceUsage(visit: AccountVisit): Promise<Response> {
  return answerCsv(await readView(visit), 'guichet');
}

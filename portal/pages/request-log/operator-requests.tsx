/** All logged requests, for operators. */
import { listLoggedRequests } from '#metering/request-log/list.ts';
import { addresses } from '#portal/addresses.ts';
import { wanted } from '#portal/pages/operator/filters.tsx';
import { OperatorFrame } from '#portal/pages/operator/frame.tsx';
import { askedOf } from '#portal/pages/request-log/asked.ts';
import { RequestList, tailScript } from '#portal/pages/request-log/list.tsx';
import { streamRequests } from '#portal/pages/request-log/live.tsx';
import { texts } from '#portal/pages/request-log/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import type { AccountVisit } from '#portal/visit/visit.ts';
import { run } from '#registry/operation.ts';

function asked(visit: AccountVisit) {
  return { ...askedOf(visit), application: wanted(visit, 'application'), api: wanted(visit, 'api') };
}

export async function showAllRequests(visit: AccountVisit): Promise<Response> {
  const { language } = visit;
  const text = texts[language];
  const page = await run(visit.services.registry, visit.actor, listLoggedRequests, asked(visit));
  return showPage(visit, {
    ...{ title: text.title, scripts: [tailScript] },
    body: (
      <OperatorFrame language={language} area="requests" title={text.title} lead={text.operatorLead}>
        <RequestList
          visit={visit}
          page={page}
          path={addresses.operatorRequests.to()}
          live={addresses.operatorRequestsLive.to()}
        />
      </OperatorFrame>
    ),
  });
}

export async function followAllRequests(visit: AccountVisit): Promise<Response> {
  return streamRequests(visit, asked(visit), { path: addresses.operatorRequests.to() });
}

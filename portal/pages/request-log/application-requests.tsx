/** The tab "Requests" of an application. */
import { listLoggedRequests } from '#metering/request-log/list.ts';
import { addresses } from '#portal/addresses.ts';
import { readNamedApplication, showTab } from '#portal/pages/applications/frame.tsx';
import { wanted } from '#portal/pages/operator/filters.tsx';
import { askedOf } from '#portal/pages/request-log/asked.ts';
import { RequestList, tailScript } from '#portal/pages/request-log/list.tsx';
import { streamRequests } from '#portal/pages/request-log/live.tsx';
import { texts } from '#portal/pages/request-log/texts.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';
import { run } from '#registry/operation.ts';

function asked(visit: AccountVisit) {
  return { ...askedOf(visit), application: param(visit, 'application'), api: wanted(visit, 'api') };
}

export async function showApplicationRequests(visit: AccountVisit): Promise<Response> {
  const application = await readNamedApplication(visit);
  const page = await run(visit.services.registry, visit.actor, listLoggedRequests, asked(visit));
  const at = { application: application.id };
  const text = texts[visit.language];
  return showTab(visit, {
    ...{ application, tab: 'requests', scripts: [tailScript] },
    body: (
      <>
        <h2>{text.title}</h2>
        <p>{text.lead}</p>
        <RequestList
          visit={visit}
          page={page}
          path={addresses.applicationRequests.to(at)}
          live={addresses.applicationRequestsLive.to(at)}
          without="application"
        />
      </>
    ),
  });
}

export async function followApplicationRequests(visit: AccountVisit): Promise<Response> {
  const path = addresses.applicationRequests.to({ application: param(visit, 'application') });
  return streamRequests(visit, asked(visit), { path, without: 'application' });
}

/** The requests to one version of an API, in the provider's console. */
import { listLoggedRequests } from '#metering/request-log/list.ts';
import { addresses } from '#portal/addresses.ts';
import { wanted } from '#portal/pages/operator/filters.tsx';
import { readNamedApi } from '#portal/pages/provider/named-api.ts';
import { showConsole, shown } from '#portal/pages/provider/frame.tsx';
import { askedOf } from '#portal/pages/request-log/asked.ts';
import { RequestList, tailScript } from '#portal/pages/request-log/list.tsx';
import { streamRequests } from '#portal/pages/request-log/live.tsx';
import { texts } from '#portal/pages/request-log/texts.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';
import { run } from '#registry/operation.ts';

function named(visit: AccountVisit) {
  return { provider: param(visit, 'provider'), api: param(visit, 'api'), version: param(visit, 'version') };
}

function asked(visit: AccountVisit) {
  const { provider, api, version } = named(visit);
  return { ...askedOf(visit), api: `${provider}/${api}@${version}`, application: wanted(visit, 'application') };
}

export async function showApiRequests(visit: AccountVisit): Promise<Response> {
  const { offer, api, at } = await readNamedApi(visit);
  const page = await run(visit.services.registry, visit.actor, listLoggedRequests, asked(visit));
  const text = texts[visit.language];
  const name = `${shown(api.name, visit)} ${api.version}`;
  return showConsole(visit, {
    ...{ offer, area: 'apis', title: text.titleOf(name), lead: text.lead, scripts: [tailScript] },
    above: { label: name, href: addresses.consoleApi.to(at) },
    body: (
      <RequestList
        visit={visit}
        page={page}
        path={addresses.consoleApiRequests.to(at)}
        live={addresses.consoleApiRequestsLive.to(at)}
        without="api"
      />
    ),
  });
}

export async function followApiRequests(visit: AccountVisit): Promise<Response> {
  const path = addresses.consoleApiRequests.to(named(visit));
  return streamRequests(visit, asked(visit), { path, without: 'api' });
}

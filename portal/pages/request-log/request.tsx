/** One request: all that is known of it, and the gateway's decision step by step. */
import type { Child } from 'hono/jsx';
import { Problem } from '#base/problem.ts';
import { requestIdSchema } from '#metering/request-log/entry.ts';
import { getLoggedRequest } from '#metering/request-log/get.ts';
import { addresses } from '#portal/addresses.ts';
import { DecisionSteps, Verdict } from '#portal/pages/request-log/decision.tsx';
import { KeptNote } from '#portal/pages/request-log/list.tsx';
import type { ShownRequest } from '#portal/pages/request-log/shown-request.ts';
import { RequestSearch } from '#portal/pages/request-log/search.tsx';
import { Call, Fate, formatTime } from '#portal/pages/request-log/table.tsx';
import { texts } from '#portal/pages/request-log/texts.ts';
import { apiAt, placeOf } from '#portal/pages/request-log/place.ts';
import { seeOther } from '#portal/answer.ts';
import { showPage } from '#portal/show-page.tsx';
import { param, query, type AccountVisit } from '#portal/visit/visit.ts';
import { run } from '#registry/operation.ts';
import { Breadcrumbs, Facts, Notice, PageHead } from '#ui/components/page-parts.tsx';
import { formatBytes, formatInstant, formatNumber } from '#ui/format.ts';
import { words } from '#ui/words.ts';

/** Leads from the search to the request. */
export async function findRequest(visit: AccountVisit): Promise<Response> {
  const number = query(visit, 'number').trim().toLowerCase();
  if (!isNumber(number)) return showMissing(visit, number, 422);
  return seeOther(visit, addresses.loggedRequest.to({ logged: number }));
}

function isNumber(given: string): boolean {
  return requestIdSchema.safeParse(given).success;
}

/** Shows the request that the address names. */
export async function showRequest(visit: AccountVisit): Promise<Response> {
  const number = param(visit, 'logged').toLowerCase();
  if (!isNumber(number)) return showMissing(visit, number, 404);
  try {
    const { services, actor } = visit;
    return await showFound(visit, await run(services.registry, actor, getLoggedRequest, { request: number }));
  } catch (cause) {
    if (!(cause instanceof Problem && cause.status === 404)) throw cause;
    return showMissing(visit, number, 404);
  }
}

/** What stands where there is no such request: why that may be, and the search once more. */
function showMissing(visit: AccountVisit, given: string, status: 404 | 422): Promise<Response> {
  const text = texts[visit.language].missing;
  return showPage(visit, {
    ...{ title: text.title, status },
    body: (
      <>
        <PageHead title={text.title} />
        <Notice kind="warning">
          {isNumber(given) ? (
            <>
              <p>{text.why}</p>
              <ul>
                {text.reasons.map((reason) => (
                  <li>{reason}</li>
                ))}
              </ul>
            </>
          ) : (
            <p>{text.number}</p>
          )}
        </Notice>
        <RequestSearch visit={visit} given={given.slice(0, 100)} />
        <KeptNote visit={visit} />
      </>
    ),
  });
}

function showFound(visit: AccountVisit, request: ShownRequest): Promise<Response> {
  const { language } = visit;
  const text = texts[language].request;
  return showPage(visit, {
    title: `${text.title} ${request.id}`,
    body: (
      <>
        <Breadcrumbs
          label={text.title}
          crumbs={[...placeOf(request, language), { label: `${text.title} ${request.id.slice(0, 8)}…` }]}
        />
        <PageHead
          title={text.title}
          lead={
            <>
              <Call logged={request} language={language} /> <Fate logged={request} language={language} />
            </>
          }
        />
        <Verdict visit={visit} request={request} />
        <h2>{text.decision}</h2>
        <p>{text.decisionLead}</p>
        <DecisionSteps visit={visit} request={request} />
        <h2>{text.facts}</h2>
        <Facts facts={factsOf(visit, request)} />
        <RequestSearch visit={visit} />
      </>
    ),
  });
}

function factsOf({ language }: AccountVisit, request: ShownRequest): readonly (readonly [string, Child])[] {
  const text = texts[language].request;
  const { application, api, totalUs, upstreamUs, weight, traceId, environment } = request;
  const at = apiAt(request);
  const size = (bytes: number): string => formatBytes(bytes, language);
  return [
    [text.number, <code class="as-typed">{request.id}</code>],
    [text.at, formatInstant(request.at, language)],
    [text.application, application === null ? text.unknown : (application.name ?? application.id)],
    ...(application?.organisation == null ? [] : ([[text.organisation, application.organisation]] as const)),
    [
      text.api,
      at === null ? (
        (api?.id ?? text.unknown)
      ) : (
        <a href={addresses.apiVersion.to(at)}>{`${api?.name?.[language] ?? at.api} ${at.version}`}</a>
      ),
    ],
    [text.environment, environment === null ? text.unknown : words[language].environment[environment]],
    [text.call, <Call logged={request} language={language} />],
    [text.status, request.status === 0 ? texts[language].noStatus : String(request.status)],
    [text.outcome, texts[language].outcomes[request.outcome]],
    ...(request.reason === null ? [] : ([[text.reason, <code>{request.reason}</code>]] as const)),
    [text.total, formatTime(totalUs, language)],
    [text.upstream, formatTime(upstreamUs, language)],
    [text.gateway, formatTime(Math.max(0, totalUs - upstreamUs), language)],
    [text.sizes, text.bytes(size(request.requestBytes), size(request.answerBytes))],
    ...(weight === 1 ? [] : ([[text.weight, text.weightText(formatNumber(weight, language))]] as const)),
    ...(traceId === null ? [] : ([[text.trace, <code class="as-typed">{traceId}</code>]] as const)),
  ];
}

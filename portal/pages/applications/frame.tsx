/** What the pages of one application have in common: where one is, its name and state, its tabs. */
import type { Child } from 'hono/jsx';
import type { z } from 'zod';
import { getApplication } from '#registry/applications/get.ts';
import type { applicationSchema } from '#registry/applications/schema.ts';
import { run } from '#registry/operation.ts';
import { Badge, Breadcrumbs, PageHead, Tabs } from '#ui/components/page-parts.tsx';
import { words } from '#ui/words.ts';
import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/applications/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { param, type AccountVisit, type Visit } from '#portal/visit/visit.ts';

export type ShownApplication = z.output<typeof applicationSchema>;

/** Where each tab is. */
const tabs = {
  details: addresses.application,
  apis: addresses.applicationApis,
  credentials: addresses.applicationCredentials,
  usage: addresses.applicationUsage,
  requests: addresses.applicationRequests,
  notices: addresses.applicationNotices,
} as const;

export type ApplicationTab = keyof typeof tabs;
const tabNames: readonly ApplicationTab[] = ['details', 'apis', 'credentials', 'usage', 'requests', 'notices'];

/** Reads the application that the address names. @throws Problem `application.not_found` (404) */
export function readNamedApplication(visit: AccountVisit): Promise<ShownApplication> {
  const { services, actor } = visit;
  return run(services.registry, actor, getApplication, { application: param(visit, 'application') });
}

type Framed = {
  readonly application: ShownApplication;
  readonly tab: ApplicationTab;
  readonly body: Child;
  /** Buttons in the page's head. */
  readonly actions?: Child;
  readonly status?: number;
  /** Scripts of portal/browser that improve the tab. */
  readonly scripts?: readonly string[];
};

/** Shows a tab of an application. */
export function showTab(
  visit: Visit,
  { application, tab, body, actions, status = 200, scripts = [] }: Framed,
): Promise<Response> {
  const { language } = visit;
  const text = texts[language];
  const { id, name, organisation, environment, enabled } = application;
  return showPage(visit, {
    title: `${name} – ${text.tabs[tab]}`,
    status,
    scripts,
    body: (
      <>
        <Breadcrumbs
          label={text.trail}
          crumbs={[{ label: text.title, href: addresses.applications.to() }, { label: name }]}
        />
        <PageHead
          title={name}
          lead={
            <>
              {organisation.name} · {words[language].environment[environment]}{' '}
              <Badge kind={enabled ? 'good' : 'bad'}>{enabled ? text.enabled : text.disabled}</Badge>
            </>
          }
          actions={actions}
        />
        <Tabs
          label={text.tabs.label}
          tabs={tabNames.map((one) => ({
            label: text.tabs[one],
            href: tabs[one].to({ application: id }),
            current: one === tab,
          }))}
        />
        {body}
      </>
    ),
  });
}

/** Shows a page about one thing of an application, with the way back to its tab, and to what it belongs to. */
export function showBelow(
  visit: Visit,
  page: {
    readonly application: ShownApplication;
    readonly tab: ApplicationTab;
    readonly title: string;
    /** What on the tab the thing belongs to. */
    readonly within?: { readonly label: string; readonly href: string };
    readonly lead?: Child;
    readonly body: Child;
    readonly status?: number;
  },
): Promise<Response> {
  const { application, tab, title, within, lead, body, status = 200 } = page;
  const text = texts[visit.language];
  return showPage(visit, {
    title,
    status,
    body: (
      <>
        <Breadcrumbs
          label={text.trail}
          crumbs={[
            { label: text.title, href: addresses.applications.to() },
            { label: application.name, href: addresses.application.to({ application: application.id }) },
            ...(tab === 'details'
              ? []
              : [{ label: text.tabs[tab], href: tabs[tab].to({ application: application.id }) }]),
            ...(within === undefined ? [] : [within]),
            { label: title },
          ]}
        />
        <PageHead title={title} lead={lead} />
        {body}
      </>
    ),
  });
}

/** The portal on a registry of its own, and a visitor who uses it as a browser without JavaScript does. */
import { readSession } from '#accounts/sessions/read.ts';
import { openSession } from '#accounts/sessions/open.ts';
import { openAccountThrottles } from '#accounts/throttles.ts';
import { reasonTexts } from '#gateway/refusals/reasons.ts';
import { silentLog } from '#base/log.ts';
import { openMetrics } from '#base/metrics/metrics.ts';
import { openRequestTallies } from '#base/metrics/requests.ts';
// Before the portal's pages are loaded: from here on Node reads `.tsx`.
import '#ui/jsx-loader.ts';
import { parse, type HTMLElement } from 'node-html-parser';
import { openAssets } from '#portal/assets.ts';
import { unavailable } from '#portal/data/ask-service.ts';
import { openConsole } from '#portal/console/console.ts';
import type { Places } from '#portal/console/places.ts';
import { openTails } from '#portal/pages/request-log/tails.ts';
import type { Portal } from '#portal/server.ts';
import type { PortalServices } from '#portal/services.ts';
import type { Registry } from '#registry/operation.ts';

/** Nobody listens there: what a test calls through the portal it brings itself. */
const testPlaces: Places = {
  gateways: { production: 'http://127.0.0.1:9', sandbox: 'http://127.0.0.1:9' },
  identity: 'http://127.0.0.1:9',
  local: false,
};

export const portalOrigin = 'https://portal.example.org';

/** Opens the portal on `registry`. */
export async function openTestPortal(registry: Registry, more: Partial<PortalServices> = {}): Promise<Portal> {
  const { openPortal } = await import('#portal/server.ts');
  return openPortal({
    registry,
    log: silentLog,
    throttles: openAccountThrottles(),
    pause: async () => {},
    portalUrl: portalOrigin,
    brand: { name: 'Guichet', logo: 'guichet.svg' },
    reasonTexts,
    requestLog: { keeps: 'sampled', days: 7 },
    tails: openTails(),
    assets: openAssets(),
    askForData: async () => {
      throw unavailable();
    },
    requests: openRequestTallies(openMetrics())('portal'),
    console: openConsole(testPlaces, registry.clock),
    operatorEmail: 'operator@example.org',
    trustProxy: false,
    ...more,
  });
}

/** A page as a visitor sees it. */
export type SeenPage = {
  readonly status: number;
  readonly headers: Headers;
  /** Path and query at which it was found, redirects followed. */
  readonly address: string;
  readonly document: HTMLElement;
  /** The text of its content, white space folded. */
  readonly text: string;
};

export type Visitor = {
  /** Opens a page, redirects followed. */
  readonly open: (address: string, headers?: Readonly<Record<string, string>>) => Promise<SeenPage>;
  /** Sends the form of `page` whose action is `action`, with its own fields as they stand and `fields` filled in. */
  readonly submit: (page: SeenPage, action: string, fields?: FilledFields) => Promise<SeenPage>;
  /** Sends anything to `address`, as somebody does who has not the page. Redirects are not followed. */
  readonly send: (address: string, init?: RequestInit) => Promise<Response>;
  /** Logs in as the account, without the pages for it. */
  readonly logInAs: (registry: Registry, accountId: string) => Promise<void>;
  readonly cookies: Map<string, string>;
};

export type FilledFields = Readonly<Record<string, string | readonly string[] | File | null>>;

const redirectsLimit = 5;

const fromFarAway = { origin: portalOrigin, peer: '192.0.2.7' };

/** A visitor with an empty cookie jar, who comes over `from.origin` from the address `from.peer`. */
export function newVisitor(portal: Portal, language: 'fr' | 'en' = 'en', from = fromFarAway): Visitor {
  const cookies = new Map<string, string>();

  async function send(address: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers({ 'accept-language': language, 'user-agent': 'a test' });
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    const request = new Request(new URL(address, from.origin), { ...init, headers, redirect: 'manual' });
    const response = await portal(request, { address: from.peer });
    for (const line of response.headers.getSetCookie()) keepCookie(cookies, line);
    return response;
  }

  async function follow(address: string, init: RequestInit, left = redirectsLimit): Promise<SeenPage> {
    const response = await send(address, init);
    const next = response.headers.get('location');
    if (next !== null && response.status === 303) {
      if (left === 0) throw new Error(`too many redirects, the last one to ${next}`);
      return follow(next, {}, left - 1);
    }
    const document = parse(await response.text());
    const text = (document.querySelector('main') ?? document).textContent.replaceAll(/\s+/g, ' ').trim();
    return { status: response.status, headers: response.headers, address, document, text };
  }

  return {
    cookies,
    send,
    open: (address, headers = {}) => follow(address, { headers }),
    submit: (page, action, fields = {}) => {
      const form = page.document.querySelectorAll('form').find((one) => one.getAttribute('action') === action);
      if (form === undefined) throw new Error(`no form on ${page.address} goes to ${action}`);
      const body = filled(form, fields);
      if (form.getAttribute('enctype') === 'multipart/form-data') return follow(action, { method: 'POST', body });
      const pairs = [...body].map(([name, value]) => [name, String(value)]);
      return follow(action, { method: 'POST', body: new URLSearchParams(pairs) });
    },
    logInAs: async (registry, accountId) => {
      cookies.set('__Host-guichet_session', await sessionTokenFor(registry, accountId));
    },
  };
}

/** Opens a session for the account, without the pages for it; gives its token. */
export async function sessionTokenFor(registry: Registry, accountId: string): Promise<string> {
  const now = new Date(registry.clock.nowMs());
  const browser = { address: '192.0.2.7', userAgent: 'a test' };
  const { token } = await registry.database.query.transaction((tx) =>
    openSession({ tx, now }, { accountId, browser, secondFactorOwed: false, replaces: null }),
  );
  if ((await readSession(registry, token)) === null) throw new Error('the account cannot log in');
  return token;
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';');
  const [name = '', value = ''] = pair.split('=');
  if (/;\s*Max-Age=0\b/i.test(line)) cookies.delete(name);
  else cookies.set(name, value);
}

/** What a browser would send for `form`: its fields as they stand, `fields` in their place; null leaves one out. */
function filled(form: HTMLElement, fields: FilledFields): FormData {
  const data = new FormData();
  for (const field of form.querySelectorAll('input, select, textarea')) {
    const name = field.getAttribute('name');
    if (name === undefined || name in fields || field.hasAttribute('disabled')) continue;
    for (const value of ownValues(field)) data.append(name, value);
  }
  for (const [name, value] of Object.entries(fields)) {
    if (value === null) continue;
    if (!form.querySelectorAll(`[name="${name}"]`).length) throw new Error(`the form has no field ${name}`);
    const values = typeof value === 'string' || value instanceof File ? [value] : value;
    for (const one of values) data.append(name, one);
  }
  return data;
}

function ownValues(field: HTMLElement): string[] {
  if (field.tagName === 'SELECT') {
    const chosen = field.querySelector('option[selected]') ?? field.querySelector('option');
    return chosen === null ? [] : [chosen.getAttribute('value') ?? chosen.textContent];
  }
  if (field.tagName === 'TEXTAREA') return [field.textContent];
  const type = field.getAttribute('type');
  if (type === 'checkbox' || type === 'radio') {
    return field.hasAttribute('checked') ? [field.getAttribute('value') ?? 'on'] : [];
  }
  return type === 'file' ? [] : [field.getAttribute('value') ?? ''];
}

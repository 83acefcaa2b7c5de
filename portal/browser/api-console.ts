/** Opens Scalar's page, and leads every call that it makes to the portal's relay. */

type Scalar = { readonly createApiReference: (element: Element, settings: object) => unknown };

const frame = document.querySelector<HTMLElement>('#api-console');

function told(name: string): string {
  return frame?.dataset[name] ?? '';
}

/** The address that Scalar wants to call: bare, or in the address of the relay. */
function wantedAddress(address: string): string {
  const url = new URL(address, location.href);
  return url.pathname === told('relay') ? (url.searchParams.get('scalar_url') ?? '') : url.href;
}

/** Stands in the place of `fetch` for Scalar. The portal adds what proves the application. */
async function callThroughRelay(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  const headers = new Headers(request.headers);
  headers.set('x-csrf-token', told('csrf'));
  headers.set('x-relay-api', told('api'));
  headers.set('x-relay-application', told('application'));
  headers.set('x-relay-method', request.method);
  headers.set('x-relay-address', wantedAddress(request.url));
  const body = request.method === 'GET' || request.method === 'HEAD' ? null : await request.arrayBuffer();
  return fetch(told('relay'), {
    ...{ method: 'POST', headers, body, signal: request.signal },
    ...{ redirect: 'error', credentials: 'same-origin', referrerPolicy: 'no-referrer' },
  });
}

async function loadScript(address: string): Promise<Scalar> {
  const script = document.createElement('script');
  script.src = address;
  document.head.append(script);
  await new Promise((done, fail) => {
    script.addEventListener('load', done);
    script.addEventListener('error', fail);
  });
  // Scalar's script leaves its one function under this name.
  return (globalThis as unknown as { readonly Scalar: Scalar }).Scalar;
}

/**
 * Lets the style sheets that Scalar's script makes pass the content security policy: the first one asks for the nonce in a
 * `meta`, the others do not ask. A style sheet in a text that an API or a contract brings still does not pass.
 */
function nameStyleSheets(nonce: string): void {
  const meta = document.createElement('meta');
  meta.setAttribute('property', 'csp-nonce');
  meta.content = nonce;
  document.head.append(meta);
  const create = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
}

/** Scalar takes the whole page for its own. In ours its landmarks are parts of one: there is one main content, and one head. */
function lowerLandmarks(element: HTMLElement): void {
  const lower = (): void => {
    for (const part of element.querySelectorAll('main:not([role])')) part.setAttribute('role', 'region');
    for (const part of element.querySelectorAll('header:not([role])')) part.setAttribute('role', 'group');
  };
  new MutationObserver(lower).observe(element, { childList: true, subtree: true });
  lower();
}

async function open(element: HTMLElement): Promise<void> {
  nameStyleSheets(told('nonce'));
  lowerLandmarks(element);
  const [answer, scalar] = await Promise.all([fetch(told('contract')), loadScript(told('script'))]);
  const content: unknown = await answer.json();
  scalar.createApiReference(element, {
    content,
    proxyUrl: new URL(told('relay'), location.href).href,
    customFetch: callThroughRelay,
    localization: { locale: told('language') },
    // Everything that would call, or lead to, Scalar's own servers.
    telemetry: false,
    withDefaultFonts: false,
    agent: { disabled: true, hideAddApi: true },
    mcp: { disabled: true },
    hideClientButton: true,
    showToolbar: 'never',
    showDeveloperTools: 'never',
    documentDownloadType: 'none',
    persistAuth: false,
    // The reading page has samples with the reader's own client id.
    hiddenClients: true,
    theme: 'none',
    layout: 'modern',
    hideDarkModeToggle: true,
    forceDarkModeState: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
    defaultOpenFirstTag: true,
  });
}

if (frame !== null) await open(frame);

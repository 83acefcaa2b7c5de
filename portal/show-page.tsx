/** Turns what a page says into an answer. */
import type { Child } from 'hono/jsx';
import { gzipSync } from 'node:zlib';
import { takeNotice } from '#portal/answer.ts';
import { Layout } from '#portal/layout/layout.tsx';
import type { Visit } from '#portal/visit/visit.ts';
import { frenchSpacesInHtml } from '#ui/french-spaces.ts';

type ShownPage = {
  readonly title: string;
  readonly body: Child;
  /** HTTP status: 200 without it, that of the form's outcome where one is shown again. */
  readonly status?: number;
  readonly description?: string;
  /** Scripts of portal/browser that improve this page: `password-rules.js`. */
  readonly scripts?: readonly string[];
};

/** Below this a compressed page is not smaller by a network packet. */
const compressedFromBytes = 1400;

/** Shows a page in the frame of all pages. */
export async function showPage(visit: Visit, page: ShownPage): Promise<Response> {
  const layout = (
    <Layout
      visit={visit}
      title={page.title}
      description={page.description}
      notice={takeNotice(visit)}
      scripts={page.scripts ?? []}
    >
      {page.body}
    </Layout>
  );
  const written = await layout.toString();
  const html = Buffer.from(`<!doctype html>\n${visit.language === 'fr' ? frenchSpacesInHtml(written) : written}`);
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    vary: 'accept-encoding, accept-language, cookie',
  });
  const status = page.status ?? 200;
  if (html.length < compressedFromBytes || !/\bgzip\b/.test(visit.request.headers.get('accept-encoding') ?? '')) {
    return new Response(html, { status, headers });
  }
  headers.set('content-encoding', 'gzip');
  return new Response(gzipSync(html, { level: 5 }), { status, headers });
}

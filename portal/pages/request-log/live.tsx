/** The tail of a list: new rows, sent to the page as they come. */
import { readSession } from '#accounts/sessions/read.ts';
import { limits } from '#base/limits.ts';
import type { z } from 'zod';
import { listLoggedRequests, type requestListInput } from '#metering/request-log/list.ts';
import { openTail } from '#metering/request-log/tail.ts';
import { LoggedRow, type TableOf } from '#portal/pages/request-log/table.tsx';
import { openTailStream } from '#portal/pages/request-log/tail-stream.ts';
import { seeOther } from '#portal/answer.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';
import { run } from '#registry/operation.ts';
import { frenchSpacesInHtml } from '#ui/french-spaces.ts';

/**
 * Streams what is new in the list that `asked` describes. Who asks for no stream is led to the list itself.
 *
 * @throws Problem as `request-log.list`, `request_log.too_many_tails` (429)
 */
export async function streamRequests(
  visit: AccountVisit,
  asked: z.input<typeof requestListInput>,
  of: Omit<TableOf, 'language'>,
): Promise<Response> {
  const { services, actor, language, session } = visit;
  const { registry } = services;
  const { from: _from, to: _to, after: _after, ...lasting } = asked;
  const read = async (from: string) =>
    (await run(registry, actor, listLoggedRequests, { ...lasting, from, limit: limits.requestTailRows })).items;
  // The right is asked for before anything else; then with each look.
  await read(new Date(registry.clock.nowMs()).toISOString());
  if (!(visit.request.headers.get('accept') ?? '').includes('text/event-stream')) return seeOther(visit, of.path);
  const tail = openTail(read);
  const token = visit.cookies.get('guichet_session') ?? '';
  let giveBack = (): void => undefined;
  const { body, end } = openTailStream({
    look: async () => {
      const rows = await tail.look(registry.clock.nowMs());
      return rows.map((row) => htmlOf(<LoggedRow row={row} language={language} {...of} />, language));
    },
    stillLoggedIn: async () => (await readSession(registry, token)) !== null,
    pause: services.pause,
    failed: (cause) => services.log.warn('a list of requests is followed no more', { why: String(cause) }),
    ended: () => giveBack(),
  });
  giveBack = services.tails.take(session.accountId, end);
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Proxies that gather an answer would hold rows back; and a portal that stops need not wait for the connection's next use.
      'x-accel-buffering': 'no',
      connection: 'close',
    },
  });
}

function htmlOf(row: { readonly toString: () => string }, language: AccountVisit['language']): string {
  const html = String(row);
  return language === 'fr' ? frenchSpacesInHtml(html) : html;
}

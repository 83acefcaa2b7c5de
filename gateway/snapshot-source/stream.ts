/** One connection to the control process's stream of snapshots, which does not end by itself. */
import { request, type Dispatcher } from 'undici';
import { limits } from '#base/limits.ts';
import { linesOf } from '#gateway/snapshot-source/lines.ts';

export type Control = { readonly url: string; readonly key: string };

/**
 * Gives the lines (`gateway/snapshot-records.ts`) as they come, those that come together in one list, until the stream ends,
 * falls silent or is aborted. `position` is what the gateway has: it gets the difference, when the control process still
 * knows that position, and everything otherwise.
 *
 * @throws Error
 */
export async function* streamLines(
  control: Control,
  position: string | null,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): AsyncGenerator<readonly string[]> {
  const url = new URL('/gateway/v1/snapshots', control.url);
  if (position !== null) url.searchParams.set('have', position);
  const answer = await request(url, {
    dispatcher,
    signal,
    headers: { accept: 'application/x-ndjson', authorization: `Bearer ${control.key}` },
    headersTimeout: limits.snapshotSilenceMs,
    bodyTimeout: limits.snapshotSilenceMs,
  });
  if (answer.statusCode !== 200) {
    await answer.body.dump();
    throw new Error(`the control process answered ${answer.statusCode}`);
  }
  yield* linesOf(answer.body, limits.snapshotLineBytes);
}

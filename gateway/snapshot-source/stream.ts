/** One connection to the control process's stream of snapshots: newline-delimited JSON that does not end by itself. */
import { request, type Dispatcher } from 'undici';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { snapshotSchema, type Snapshot } from '#gateway/snapshot.ts';
import { linesOf } from '#gateway/snapshot-source/lines.ts';

const messageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('snapshot'), snapshot: snapshotSchema }),
  z.strictObject({ type: z.literal('heartbeat') }),
]);

export type Control = { readonly url: string; readonly key: string };

/** Gives each snapshot, and null for each heartbeat, until the stream ends, falls silent or is aborted. @throws Error */
export async function* streamSnapshots(
  control: Control,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): AsyncGenerator<Snapshot | null> {
  const answer = await request(new URL('/gateway/v1/snapshots', control.url), {
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
  for await (const line of linesOf(answer.body, limits.snapshotBytes)) {
    const message = messageSchema.parse(JSON.parse(line));
    yield message.type === 'snapshot' ? message.snapshot : null;
  }
}

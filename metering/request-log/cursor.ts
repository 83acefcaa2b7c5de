/** Where a page of the request log ended: its last entry, or the last one that was looked at. */
import { cursorInvalid } from '#registry/page.ts';

type LogCursor = { readonly atMs: number; readonly id: string };

export function makeLogCursor({ atMs, id }: LogCursor): string {
  return `${atMs}-${id}`;
}

/** Reads the cursor of an input. @throws Problem `page.cursor_invalid` (422) */
export function readLogCursor(after: string | undefined): LogCursor | undefined {
  if (after === undefined) return undefined;
  const [, atMs = '', id = ''] = /^(\d{1,14})-([0-9a-f]{32})$/.exec(after) ?? [];
  if (id === '') throw cursorInvalid();
  return { atMs: Number(atMs), id };
}

import type { Served } from '#gateway/usage/served.ts';

/** The part of a line that is the same for all requests of an application at an API. */
export function placeOf({ route, application }: Pick<Served, 'route' | 'application'>): string {
  const api = route === null ? 'null' : `"${route.apiSlug}/${route.apiVersion}"`;
  const environment = route === null ? 'null' : `"${route.environment}"`;
  const who = application === null ? 'null' : `"${application.id}"`;
  return `","environment":${environment},"api":${api},"application":${who},"method":`;
}

/**
 * A request as one line of JSON, with what `placeOf` gave for it. Made by hand, since every request needs one: of all
 * values only a path can hold what JSON escapes, and slugs, ids and reasons are ours.
 */
export function logLine(served: Served, place: string): string {
  const { path, status, reason, method } = served;
  const call = method === null ? 'null' : `"${method}"`;
  const why = reason === null ? ',"reason":null,"in":' : `,"reason":"${reason}","in":`;
  return (
    `${timeText(served.atMs)}${served.requestId}","outcome":"${served.outcome}${place}${call},"path":` +
    `${path === null ? 'null' : quoted(path)},"status":${status}${why}${served.requestBytes},"out":${served.answerBytes},` +
    `"totalUs":${microseconds(served.totalMs)},"upstreamUs":${microseconds(served.upstreamMs)}}\n`
  );
}

function quoted(path: string): string {
  return path.includes('"') || path.includes('\\') ? JSON.stringify(path) : `"${path}"`;
}

/** Whole numbers are written several times as fast as others. */
function microseconds(ms: number): number {
  return Math.round(ms * 1000);
}

let lastMs = -1;
let lastTimeText = '';

/** The beginning of a line: the same for all requests of a millisecond. */
function timeText(atMs: number): string {
  if (atMs !== lastMs) {
    lastMs = atMs;
    lastTimeText = `{"atMs":${atMs},"id":"`;
  }
  return lastTimeText;
}

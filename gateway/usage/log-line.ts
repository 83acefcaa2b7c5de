import type { Served } from '#gateway/usage/served.ts';

/**
 * A request as one line of JSON. Made by hand, since every request needs one: of all values only a path can hold what JSON
 * escapes, and slugs, ids and reasons are ours.
 */
export function logLine(served: Served, atMs: number): string {
  const { route, application, path, status, reason } = served;
  const api = route === null ? 'null' : `"${route.apiSlug}/${route.apiVersion}"`;
  const environment = route === null ? 'null' : `"${route.environment}"`;
  const who = application === null ? 'null' : `"${application.id}"`;
  const method = served.method === null ? 'null' : `"${served.method}"`;
  return (
    `{"atMs":${atMs},"id":"${served.requestId}","outcome":"${served.outcome}","environment":${environment},"api":${api},` +
    `"application":${who},"method":${method},"path":${path === null ? 'null' : quoted(path)},"status":${status},` +
    `"reason":${reason === null ? 'null' : `"${reason}"`},"in":${served.requestBytes},"out":${served.answerBytes},` +
    `"totalMs":${rounded(served.totalMs)},"upstreamMs":${rounded(served.upstreamMs)}}\n`
  );
}

function quoted(path: string): string {
  return path.includes('"') || path.includes('\\') ? JSON.stringify(path) : `"${path}"`;
}

/** To a hundredth of a millisecond. */
function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}

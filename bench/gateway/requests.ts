/** The requests of the benchmark. */
import type { Turn } from '#bench/wrk.ts';
import { apiHost, passageHost } from '#bench/gateway/world.ts';

/** Ten fields as a browser's script sends them, about 450 bytes. */
const browserFields = {
  Accept: 'application/json, text/plain, */*',
  'Accept-Encoding': 'gzip, deflate, br, zstd',
  'Accept-Language': 'fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7',
  'Cache-Control': 'no-cache',
  'User-Agent': 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  Referer: 'https://application.bench.example/dossiers/42',
  'Sec-Fetch-Dest': 'empty',
  'Sec-Fetch-Mode': 'cors',
  'Sec-Fetch-Site': 'same-site',
  'X-Correlation-Id': '0199a3f2-6d1c-7c55-9d0e-3f8a2b7c1d4e',
} as const;

/** Without a decision: a host that is handed through, and no fields but that. */
export const bareHeaders = { Host: passageHost } as const;
/** To an API; the token comes with each turn. */
export const apiHeaders = { Host: apiHost, ...browserFields } as const;

/** One request a token, all to the same path. */
export function turnsOf(tokens: readonly string[], pathOf: (number: number) => string): Turn[] {
  return tokens.map((token, number) => ({ path: pathOf(number), authorization: `Bearer ${token}` }));
}

/** The same call to an API as bytes. */
export function requestText(path: string, token: string): string {
  const fields = { ...apiHeaders, Authorization: `Bearer ${token}` };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

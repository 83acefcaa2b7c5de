/** The Webstat service on a database of its own, called as the gateway would call it. */
import type pg from 'pg';
import { loadReferenceRates } from '#apis/webstat/load/exr.ts';
import { openWebstat } from '#apis/webstat/service.ts';
import type { AskForData } from '#portal/data/ask-service.ts';
import { silentLog } from '#base/log.ts';
import { openTestDatabase } from '#test/database.ts';

export type WebstatWorld = {
  readonly pool: pg.Pool;
  /** Calls a path of the service, with the header that the gateway would send to it. */
  readonly call: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  /** Asks it as the portal asks the services behind APIs. */
  readonly askForData: AskForData;
  readonly close: () => Promise<void>;
};

/** Rates of two currencies on some days; the last month is not over. */
export const sampleRates = [
  'Date,USD,DKK,',
  '2020-02-03,1.1066,7.4721,',
  '2020-01-31,1.1052,7.4731,',
  '2020-01-02,1.1193,7.4718,',
  '2019-12-31,1.1234,7.4715,',
  '2019-12-30,1.1189,N/A,',
].join('\n');

export async function openWebstatWorld(): Promise<WebstatWorld> {
  const database = await openTestDatabase();
  const clock = { nowMs: () => Date.UTC(2020, 3, 10, 10, 15, 13) };
  const identify = async (header: string | undefined, audience: string) => header === audience;
  const service = await openWebstat({ identify, pool: database.pool, clock, log: silentLog });
  await loadReferenceRates(database.pool, Buffer.from(sampleRates), new Date(clock.nowMs()));
  const call: WebstatWorld['call'] = (path, headers = {}) => {
    const audience = path.split('/')[1] ?? '';
    return service(new Request(`http://service${path}`, { headers: { 'x-guichet-identity': audience, ...headers } }));
  };
  return {
    pool: database.pool,
    call,
    askForData: async ({ api }, path) => {
      const answer = await call(`/${api}/v1/open-data/${path}`);
      const body = Buffer.from(await answer.arrayBuffer());
      return { status: answer.status, type: answer.headers.get('content-type') ?? '', body };
    },
    close: () => database.close(),
  };
}

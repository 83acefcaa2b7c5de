/** Webstat as an ordinary HTTP service: one store of statistics, a product a language, and SDMX. */
import { Hono } from 'hono';
import { makeRestFindable } from '#apis/webstat/load/make-findable.ts';
import { loadFirstData } from '#apis/webstat/load/world-rates.ts';
import { openProduct, type WebstatOptions } from '#apis/webstat/product.ts';
import { pathNotFound, refusal } from '#apis/webstat/refusals.ts';
import { openSdmx } from '#apis/webstat/sdmx/sdmx.ts';
import { migrateWebstat } from '#apis/webstat/schema/migrate.ts';
import type { Clock } from '#base/clock.ts';

/** Makes the service as `(Request) => Response`, its schema up to date and never without data. */
export async function openWebstat(
  options: WebstatOptions & { readonly clock: Clock },
): Promise<(request: Request) => Promise<Response>> {
  await migrateWebstat(options.pool);
  await makeRestFindable(options.pool);
  await loadFirstData(options.pool, new Date(options.clock.nowMs()));
  const app = new Hono();
  app.mount('/webstat-fr/v1', openProduct(options, 'fr').fetch);
  app.mount('/webstat-en/v1', openProduct(options, 'en').fetch);
  app.mount('/sdmx/v2.1', openSdmx(options).fetch);
  app.notFound(() => refusal(pathNotFound, 'en'));
  return async (request) => app.fetch(request);
}

/** The data of the API that a visit's address names. */
import type { z } from 'zod';
import { Problem } from '#base/problem.ts';
import { portalItself } from '#accounts/actor.ts';
import { unavailable, type DataAnswer } from '#portal/data/ask-service.ts';
import { pageNotFound } from '#portal/refusal-page.tsx';
import { param, type Visit } from '#portal/visit/visit.ts';
import { describeApi } from '#registry/catalogue/describe-api.ts';
import { findOpenDataSource } from '#registry/catalogue/open-data-source.ts';
import { run } from '#registry/operation.ts';

export type DataSource = {
  readonly api: z.output<(typeof describeApi)['output']>['api'];
  /** Parts of the addresses of its pages. */
  readonly named: { readonly provider: string; readonly api: string; readonly version: string };
  /** Asks; what is not there is not there for the visitor either (404), what cannot be read is refused (400). */
  readonly ask: (path: readonly string[], query?: URLSearchParams) => Promise<DataAnswer>;
  readonly read: <Schema extends z.ZodType>(
    schema: Schema,
    path: readonly string[],
    query?: URLSearchParams,
  ) => Promise<z.output<Schema>>;
};

/**
 * Finds it.
 *
 * @throws Problem `api.not_found`, `path.not_found` (404): there is no such API, or its data are not for everybody
 */
export async function dataOf(visit: Visit): Promise<DataSource> {
  const { registry, askForData } = visit.services;
  const [provider, slug, version] = [param(visit, 'provider'), param(visit, 'api'), param(visit, 'version')];
  const { api } = await run(registry, portalItself, describeApi, { provider, api: slug, version });
  const source = await findOpenDataSource(registry, { provider, slug, version });
  if (source === null) throw pageNotFound();
  const ask: DataSource['ask'] = async (path, query) => {
    // Steps would lead out of the open data.
    if (path.some((part) => part === '.' || part === '..')) throw pageNotFound();
    const below = path.map((part) => encodeURIComponent(part)).join('/');
    const answer = await askForData(source, query === undefined || query.size === 0 ? below : `${below}?${query}`);
    if (answer.status === 404) throw pageNotFound();
    if (answer.status === 400) throw notReadable();
    if (answer.status !== 200) throw unavailable(new Error(`the service answered ${answer.status}`));
    return answer;
  };
  return {
    api,
    named: { provider, api: slug, version },
    ask,
    read: async (schema, path, query) => {
      const { body } = await ask(path, query);
      try {
        return schema.parse(JSON.parse(body.toString('utf8')));
      } catch (cause) {
        throw unavailable(cause);
      }
    },
  };
}

function notReadable(): Problem {
  return new Problem('open_data.unreadable', 400, {
    en: 'The key of the series or a period in the address cannot be read.',
    fr: "La clé de la série ou une période de l'adresse ne peut pas être lue.",
  });
}

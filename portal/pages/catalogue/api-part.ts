/** What every part of an API's page is given. */
import type { z } from 'zod';
import type { Language } from '#base/language.ts';
import type { Places } from '#portal/console/places.ts';
import type { describeApi } from '#registry/catalogue/describe-api.ts';

export type ApiDescription = z.output<(typeof describeApi)['output']>;
export type ApiPart = {
  readonly language: Language;
  readonly description: ApiDescription;
  /** Where this instance's listeners are. */
  readonly places: Places;
};

/** What the addresses of a version's pages name it by. */
export function versionOf({ api: { provider, slug: api, version } }: ApiDescription) {
  return { provider, api, version };
}

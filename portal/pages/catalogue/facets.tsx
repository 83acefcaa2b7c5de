/** The filters beside the list, each a link: they work without a script, and can be opened in a tab of their own. */
import type { z } from 'zod';
import type { Language } from '#base/language.ts';
import { searchAddress, type CatalogueSearch } from '#portal/pages/catalogue/search-query.ts';
import { texts } from '#portal/pages/catalogue/texts.ts';
import type { catalogueSearchSchema } from '#registry/catalogue/search/schema.ts';
import { formatNumber } from '#ui/format.ts';
import { words } from '#ui/words.ts';

type Found = z.output<typeof catalogueSearchSchema>;
type FacetsProps = { readonly language: Language; readonly search: CatalogueSearch; readonly found: Found };

type Option = { readonly label: string; readonly count: number; readonly href: string; readonly chosen: boolean };

type Facet = { readonly name: string; readonly options: readonly Option[] };

/** The facets with the values that something fits; a facet of one value that is not chosen narrows nothing. */
function facetsOf({ language, search, found: { facets } }: FacetsProps): Facet[] {
  const text = texts[language].catalogue;
  const option = (
    label: string,
    count: number,
    chosen: boolean,
    changes: Parameters<typeof searchAddress>[1],
  ): Option => ({
    ...{ label, count, chosen },
    href: searchAddress(search, changes),
  });
  const all: Facet[] = [
    {
      name: text.facets.kind,
      options: (['product', 'api'] as const).flatMap((kind) => {
        const counted = facets.kinds.find(({ value }) => value === kind);
        const chosen = search.kind === kind;
        return counted === undefined
          ? []
          : [option(text.kinds[kind], counted.count, chosen, { kind: chosen ? undefined : kind })];
      }),
    },
    {
      name: text.facets.provider,
      options: facets.providers.map(({ value, label, count }) => {
        const chosen = search.provider === value;
        return option(label[language], count, chosen, { provider: chosen ? undefined : value });
      }),
    },
    {
      name: text.facets.environment,
      options: (['sandbox', 'production'] as const).flatMap((environment) => {
        const counted = facets.environments.find(({ value }) => value === environment);
        const chosen = search.environment === environment;
        const changes = { environment: chosen ? undefined : environment };
        return counted === undefined
          ? []
          : [option(words[language].environment[environment], counted.count, chosen, changes)];
      }),
    },
    {
      name: text.facets.type,
      options: facets.types.map(({ value, count }) => {
        const chosen = search.type === value;
        return option(value, count, chosen, { type: chosen ? undefined : value });
      }),
    },
    {
      name: text.facets.tag,
      options: facets.tags.map(({ value, count }) => {
        const chosen = search.tag.includes(value);
        return option(value, count, chosen, {
          tag: chosen ? search.tag.filter((tag) => tag !== value) : [...search.tag, value],
        });
      }),
    },
  ];
  return all.filter(({ options }) => options.length > 1 || options.some(({ chosen }) => chosen));
}

export const Facets = (props: FacetsProps) => {
  const { language } = props;
  const facets = facetsOf(props);
  if (facets.length === 0) return null;
  const chosen = facets.some(({ options }) => options.some((option) => option.chosen));
  return (
    <nav aria-label={texts[language].catalogue.filters}>
      <details class="facets" open={chosen}>
        <summary>{texts[language].catalogue.filters}</summary>
        {facets.map(({ name, options }) => (
          <>
            <h2>{name}</h2>
            <ul>
              {options.map((option) => (
                <li>
                  <a href={option.href} rel="nofollow" {...(option.chosen ? { 'aria-current': 'true' as const } : {})}>
                    {option.chosen ? '✓ ' : ''}
                    {option.label}
                  </a>{' '}
                  <span class="small">{formatNumber(option.count, language)}</span>
                </li>
              ))}
            </ul>
          </>
        ))}
      </details>
    </nav>
  );
};

/** What a list is narrowed by: fields of a form whose values stand in the address, so that a view can be kept and sent. */
import type { Language } from '#base/language.ts';
import { texts } from '#portal/pages/operator/texts.ts';
import { query, type Visit } from '#portal/visit/visit.ts';

export type Filter = {
  readonly name: string;
  readonly label: string;
  readonly type?: 'search' | 'text' | 'date';
  readonly placeholder?: string;
  /** A choice instead of a text: value and label of each. */
  readonly choices?: readonly (readonly [value: string, label: string])[];
};

/** The field `name` of the query; undefined when it is empty. */
export function wanted(visit: Visit, name: string): string | undefined {
  const value = query(visit, name).trim();
  return value === '' ? undefined : value;
}

/** One of `values` from the query; undefined for all others. */
export function chosen<Value extends string>(visit: Visit, name: string, values: readonly Value[]): Value | undefined {
  return values.find((value) => value === query(visit, name));
}

const FilterField = ({ filter, value, language }: { filter: Filter; value: string; language: Language }) => {
  const id = `filter-${filter.name}`;
  return (
    <div class="field">
      <label for={id}>{filter.label}</label>
      {filter.choices === undefined ? (
        <input
          id={id}
          name={filter.name}
          type={filter.type ?? 'search'}
          value={value}
          {...(filter.placeholder === undefined ? {} : { placeholder: filter.placeholder })}
        />
      ) : (
        <select id={id} name={filter.name}>
          <option value="">{texts[language].all}</option>
          {filter.choices.map(([choice, label]) => (
            <option value={choice} selected={choice === value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </div>
  );
};

type FiltersProps = {
  readonly visit: Visit;
  readonly action: string;
  readonly filters: readonly Filter[];
  /** What the list stays narrowed to besides. */
  readonly hidden?: Readonly<Record<string, string>>;
};

export const Filters = ({ visit, action, filters, hidden = {} }: FiltersProps) => (
  <form method="get" action={action} class="filters" role="search">
    {Object.entries(hidden).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    {filters.map((filter) => (
      <FilterField filter={filter} value={query(visit, filter.name)} language={visit.language} />
    ))}
    <button type="submit" class="button button-plain">
      {texts[visit.language].filter}
    </button>
  </form>
);

/** The values of `filters` in the address, for the way to the next page. */
export function kept(visit: Visit, filters: readonly Filter[]): Record<string, string> {
  return Object.fromEntries(filters.map(({ name }) => [name, query(visit, name)]));
}

import type { Language } from '#base/language.ts';
import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/catalogue/texts.ts';
import { words } from '#ui/words.ts';

type SearchFormProps = {
  readonly language: Language;
  readonly value?: string | undefined;
  /** Fields that a new search keeps: the filters that are chosen. */
  readonly kept?: readonly (readonly [name: string, value: string])[];
};

/** The field that searches the catalogue. */
export const SearchForm = ({ language, value, kept = [] }: SearchFormProps) => (
  <form method="get" action={addresses.catalogue.to()} class="search catalogue-search" role="search">
    {kept.map(([name, one]) => (
      <input type="hidden" name={name} value={one} />
    ))}
    <label for="search">{texts[language].catalogue.search}</label>
    <input id="search" type="search" name="search" value={value ?? ''} maxlength={200} autocomplete="off" />
    <button type="submit" class="button button-primary">
      {words[language].search}
    </button>
  </form>
);

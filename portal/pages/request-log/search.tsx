import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/request-log/texts.ts';
import type { Visit } from '#portal/visit/visit.ts';

/** Finds a request by the number that its client got. */
export const RequestSearch = ({ visit, given = '' }: { readonly visit: Visit; readonly given?: string }) => {
  const text = texts[visit.language].search;
  return (
    <form method="get" action={addresses.findRequest.to()} class="filters" role="search" aria-label={text.button}>
      <div class="field">
        <label for="request-number">{text.label}</label>
        <p class="field-hint" id="request-number-hint">
          {text.hint}
        </p>
        <input
          id="request-number"
          name="number"
          type="search"
          value={given}
          maxlength={100}
          autocomplete="off"
          spellcheck={false}
          aria-describedby="request-number-hint"
        />
      </div>
      <button type="submit" class="button button-plain">
        {text.button}
      </button>
    </form>
  );
};

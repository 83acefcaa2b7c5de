import { withQuery } from '#portal/route.ts';
import { words } from '#ui/words.ts';
import type { Asked } from '#portal/pages/subscriptions/asked-requests.ts';
import type { RequestPage } from '#portal/pages/subscriptions/shown.ts';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';
import { Tabs } from '#ui/components/page-parts.tsx';
import { formatNumber } from '#ui/format.ts';

const states = ['pending', 'approved', 'suspended', 'rejected', 'revoked'] as const;

type FiltersProps = {
  readonly visit: AccountVisit;
  readonly asked: Asked;
  readonly page: RequestPage;
  readonly path: string;
  readonly withOrder?: boolean;
};

/** The states with how many there are of each, and a search. */
export const RequestFilters = ({ visit, asked, page, path, withOrder }: FiltersProps) => {
  const { language } = visit;
  const text = texts[language];
  const addressOf = (state: Asked['state']) =>
    withQuery(path, { state, order: withOrder === true ? asked.order : '', search: asked.search });
  const total = states.reduce((sum, state) => sum + page.counts[state], 0);
  const tab = (state: Asked['state'], name: string, number: number) => ({
    label: `${name} (${formatNumber(number, language)})`,
    href: addressOf(state),
    current: asked.state === state,
  });
  return (
    <>
      <Tabs
        label={text.requests.filters}
        tabs={[
          ...states.map((state) => tab(state, text.states[state], page.counts[state])),
          tab('all', text.requests.all, total),
        ]}
      />
      <form method="get" action={path} class="search" role="search">
        <input type="hidden" name="state" value={asked.state} />
        <label for="search">{text.requests.search}</label>
        <input id="search" type="search" name="search" value={asked.search} maxlength={200} />
        {withOrder === true ? (
          <select name="order" aria-label={text.fields.since}>
            {(['oldest', 'newest'] as const).map((order) => (
              <option value={order} selected={asked.order === order}>
                {text.inbox[order]}
              </option>
            ))}
          </select>
        ) : null}
        <button type="submit" class="button button-plain">
          {words[language].search}
        </button>
      </form>
    </>
  );
};

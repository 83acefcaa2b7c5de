/** The APIs of an application as a table of ticks (PISTE guide, "Modify the application"). */
import { run } from '#registry/operation.ts';
import { listSelectableApis } from '#registry/selection/list.ts';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { EmptyState, Pager } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { words } from '#ui/words.ts';
import { addresses } from '#portal/addresses.ts';
import { readNamedApplication, showTab } from '#portal/pages/applications/frame.tsx';
import { QuotaCards, readQuotaCards } from '#portal/pages/applications/quota-cards.tsx';
import { ApiTable } from '#portal/pages/subscriptions/api-table.tsx';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import { freshForm } from '#portal/visit/form.ts';
import { query, type AccountVisit } from '#portal/visit/visit.ts';

/** Shows the table. */
export async function showApplicationApis(visit: AccountVisit): Promise<Response> {
  return showApplicationApisWith(visit, freshForm(visit));
}

/** The same with a form that was refused. */
export async function showApplicationApisWith(visit: AccountVisit, form: FormState, status = 200): Promise<Response> {
  const { language } = visit;
  const text = texts[language].apis;
  const application = await readNamedApplication(visit);
  const asked = {
    search: query(visit, 'search').slice(0, 200),
    selected: query(visit, 'selected') === 'yes',
    after: query(visit, 'after'),
  };
  const page = await run(visit.services.registry, visit.actor, listSelectableApis, {
    application: application.id,
    selected: asked.selected,
    ...(asked.search.trim() === '' ? {} : { search: asked.search }),
    ...(asked.after === '' ? {} : { after: asked.after }),
  });
  const quotas = await readQuotaCards(visit, application.id);
  const environment = words[language].environment[application.environment];
  const here = { search: asked.search, selected: asked.selected ? 'yes' : '' };
  const own = { application: application.id };
  return showTab(visit, {
    ...{ application, tab: 'apis', status },
    body: (
      <>
        <p class="lead">{text.lead}</p>
        <Filters visit={visit} application={application.id} asked={asked} />
        {page.items.length === 0 ? (
          <EmptyState title={text.empty}>
            <p>{text.emptyHint}</p>
          </EmptyState>
        ) : (
          <Form
            action={addresses.previewSelection.to(own)}
            csrfToken={visit.csrfToken()}
            form={form}
            class="form form-wide"
          >
            <ApiTable
              visit={visit}
              application={application.id}
              rows={page.items}
              caption={text.caption(environment)}
            />
            <FormButtons
              label={text.apply}
              cancel={{ href: addresses.applicationApis.to(own, here), label: text.cancel }}
            />
          </Form>
        )}
        <Pager
          language={language}
          next={page.next === null ? null : addresses.applicationApis.to(own, { ...here, after: page.next })}
          first={asked.after === '' ? null : addresses.applicationApis.to(own, here)}
        />
        <QuotaCards language={language} quotas={quotas} />
      </>
    ),
  });
}

type FiltersProps = {
  readonly visit: AccountVisit;
  readonly application: string;
  readonly asked: { readonly search: string; readonly selected: boolean };
};

const Filters = ({ visit, application, asked }: FiltersProps) => {
  const text = texts[visit.language].apis;
  const all = asked.selected ? '' : 'yes';
  return (
    <form method="get" action={addresses.applicationApis.to({ application })} class="search" role="search">
      <label for="search">{text.search}</label>
      <input id="search" type="search" name="search" value={asked.search} maxlength={200} />
      {asked.selected ? <input type="hidden" name="selected" value="yes" /> : null}
      <button type="submit" class="button button-plain">
        {text.filter}
      </button>
      <a href={addresses.applicationApis.to({ application }, { search: asked.search, selected: all })}>
        {asked.selected ? text.showAll : text.onlySelected}
      </a>
      <a href={addresses.applicationTerms.to({ application })}>{text.consentLink}</a>
    </form>
  );
};

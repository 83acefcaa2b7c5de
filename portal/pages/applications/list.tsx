/** The list of one's applications: found, filtered, sorted, a page at a time. */
import { z } from 'zod';
import { listApplications } from '#registry/applications/list.ts';
import { run } from '#registry/operation.ts';
import { DataTable, type Column } from '#ui/components/data-table.tsx';
import { SelectField, TextField } from '#ui/components/field.tsx';
import { Badge, EmptyState, PageHead, Pager } from '#ui/components/page-parts.tsx';
import { formatDate } from '#ui/format.ts';
import { words } from '#ui/words.ts';
import { addresses } from '#portal/addresses.ts';
import type { ShownApplication } from '#portal/pages/applications/frame.tsx';
import { texts } from '#portal/pages/applications/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { freshForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

const pageRows = 50;

/** What an address may ask for; what it may not is passed over: a link that was cut must still show the list. */
const askedSchema = z.object({
  search: z.string().trim().max(200).catch(''),
  organisation: z.string().max(400).catch(''),
  environment: z.enum(['', 'sandbox', 'production']).catch(''),
  sort: z.enum(['name', 'newest', 'oldest', 'environment']).catch('name'),
  after: z.string().max(2048).catch(''),
});
type Asked = z.output<typeof askedSchema>;

/** Shows them. @throws Problem `organisation.not_found` (404), `page.cursor_invalid` (422) */
export async function showApplications(visit: AccountVisit): Promise<Response> {
  const text = texts[visit.language];
  const asked = askedSchema.parse(Object.fromEntries(visit.url.searchParams));
  const { items, next } = await run(visit.services.registry, visit.actor, listApplications, {
    ...(asked.organisation === '' ? { mine: true } : { organisation: asked.organisation }),
    ...(asked.environment === '' ? {} : { environment: asked.environment }),
    ...(asked.search === '' ? {} : { search: asked.search }),
    ...(asked.after === '' ? {} : { after: asked.after }),
    sort: asked.sort,
    limit: pageRows,
  });
  const filtered = asked.search !== '' || asked.organisation !== '' || asked.environment !== '';
  const first = asked.after === '' ? null : addresses.applications.to({ ...asked, after: null });
  return showPage(visit, {
    title: text.title,
    body: (
      <>
        <PageHead
          title={text.title}
          lead={text.lead}
          actions={
            visit.standing.organisations.length === 0 ? undefined : (
              <a class="button button-primary" href={addresses.newApplication.to()}>
                {text.create}
              </a>
            )
          }
        />
        {items.length === 0 && !filtered ? null : <Filters visit={visit} asked={asked} filtered={filtered} />}
        {items.length === 0 ? (
          <Empty visit={visit} filtered={filtered} />
        ) : (
          <DataTable caption={text.list.caption} captionHidden columns={columnsFor(visit, asked)} rows={items} />
        )}
        <Pager
          language={visit.language}
          next={next === null ? null : addresses.applications.to({ ...asked, after: next })}
          first={first}
        />
      </>
    ),
  });
}

function columnsFor({ language }: AccountVisit, asked: Asked): readonly Column<ShownApplication>[] {
  const text = texts[language];
  const sorted = (sort: Asked['sort']) => addresses.applications.to({ ...asked, sort, after: null });
  const order = (sort: Asked['sort']) => (asked.sort === sort ? 'ascending' : 'none');
  const byAge = { newest: 'descending', oldest: 'ascending', name: 'none', environment: 'none' } as const;
  return [
    {
      title: text.list.name,
      names: true,
      sort: { href: sorted('name'), order: order('name') },
      cell: ({ id, name }) => <a href={addresses.application.to({ application: id })}>{name}</a>,
    },
    { title: text.list.organisation, cell: ({ organisation }) => organisation.name },
    {
      title: text.list.environment,
      sort: { href: sorted('environment'), order: order('environment') },
      cell: ({ environment }) => words[language].environment[environment],
    },
    {
      title: text.list.state,
      cell: ({ enabled }) => <Badge kind={enabled ? 'good' : 'bad'}>{enabled ? text.enabled : text.disabled}</Badge>,
    },
    {
      title: text.list.created,
      sort: { href: sorted(asked.sort === 'newest' ? 'oldest' : 'newest'), order: byAge[asked.sort] },
      cell: ({ createdAt }) => formatDate(createdAt, language),
    },
  ];
}

type FiltersProps = { readonly visit: AccountVisit; readonly asked: Asked; readonly filtered: boolean };

const Filters = ({ visit, asked, filtered }: FiltersProps) => {
  const text = texts[visit.language].filters;
  const form = freshForm(visit, asked);
  const { environment } = words[visit.language];
  const { organisations } = visit.standing;
  return (
    <form method="get" action={addresses.applications.to()} class="filters" role="search">
      <input type="hidden" name="sort" value={asked.sort} />
      <TextField form={form} name="search" type="search" label={text.search} required={false} maxlength={200} />
      {organisations.length < 2 ? null : (
        <SelectField
          form={form}
          name="organisation"
          label={text.organisation}
          empty={text.all}
          choices={organisations.map(({ slug, name }) => ({ value: slug, label: name }))}
        />
      )}
      <SelectField
        form={form}
        name="environment"
        label={text.environment}
        empty={text.all}
        choices={(['sandbox', 'production'] as const).map((value) => ({ value, label: environment[value] }))}
      />
      <button type="submit" class="button button-plain">
        {text.apply}
      </button>
      {filtered ? <a href={addresses.applications.to()}>{text.reset}</a> : null}
    </form>
  );
};

const Empty = ({ visit, filtered }: { readonly visit: AccountVisit; readonly filtered: boolean }) => {
  const text = texts[visit.language];
  if (filtered) {
    return (
      <EmptyState title={text.empty.notFound}>
        <p>{text.empty.notFoundText}</p>
        <p>
          <a href={addresses.applications.to()}>{text.filters.reset}</a>
        </p>
      </EmptyState>
    );
  }
  if (visit.standing.organisations.length === 0) {
    return (
      <EmptyState title={text.empty.noOrganisation}>
        <p>{text.empty.noOrganisationText}</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={text.empty.title}>
      <p>{text.empty.text}</p>
      <p>
        <a class="button button-primary" href={addresses.newApplication.to()}>
          {text.create}
        </a>
      </p>
    </EmptyState>
  );
};

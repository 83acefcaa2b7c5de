/** Terms of a provider, and the form for new ones. */
import { z } from 'zod';
import type { Offer } from '#registry/offer/get.ts';
import { writeTerms } from '#registry/offer/terms/write.ts';
import { run } from '#registry/operation.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { EmptyState } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { attemptOffer } from '#portal/pages/provider/faults.ts';
import { readOffer, shown, showConsole } from '#portal/pages/provider/frame.tsx';
import { slugField, SlugField } from '#portal/pages/provider/product-fields.tsx';
import { TitleFields, titleFields, VersionFields, versionFields } from '#portal/pages/provider/terms-fields.tsx';
import { texts } from '#portal/pages/provider/texts.ts';
import { freshForm, readForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

export async function showTermsList(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  const text = texts[visit.language].terms;
  const provider = offer.declared.slug;
  const { terms, apis } = offer.declared;
  return showConsole(visit, {
    ...{ offer, area: 'terms', title: text.title, lead: text.lead },
    actions: (
      <a class="button button-primary" href={addresses.consoleNewTerms.to({ provider })}>
        {text.add}
      </a>
    ),
    body:
      terms.length === 0 ? (
        <EmptyState title={text.empty}>
          <p>{text.emptyWhy}</p>
        </EmptyState>
      ) : (
        <DataTable
          caption={text.caption}
          captionHidden
          rows={terms}
          columns={[
            {
              title: text.name,
              names: true,
              cell: ({ slug, title }) => (
                <a href={addresses.consoleTermsPage.to({ provider, terms: slug })}>{shown(title, visit)}</a>
              ),
            },
            { title: text.versions, cell: ({ versions }) => versions.map(({ version }) => version).join(', ') },
            {
              title: text.usedBy,
              cell: ({ slug }) =>
                apis
                  .filter((api) => api.terms === slug)
                  .map((api) => `${api.slug} ${api.version}`)
                  .join(', '),
            },
          ]}
        />
      ),
  });
}

const newSchema = z.strictObject({ slug: slugField, ...titleFields, ...versionFields });

export async function showNewTerms(visit: AccountVisit): Promise<Response> {
  return showNew(visit, await readOffer(visit), freshForm(visit), 200);
}

/** Adds terms with their first version. */
export async function addTerms(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  const sent = readForm(visit, newSchema);
  if (!sent.ok) return showNew(visit, offer, sent.form, sent.status);
  const { slug, titleFr, titleEn, version, effective, textFr, textEn } = sent.value;
  const provider = offer.declared.slug;
  const first = { version, effective, text: { fr: textFr, en: textEn } };
  const saved = await attemptOffer(visit, sent.form, () =>
    run(visit.services.registry, visit.actor, writeTerms, {
      ...{ provider, terms: slug, title: { fr: titleFr, en: titleEn } },
      versions: [first],
    }),
  );
  if (!saved.ok) return showNew(visit, offer, saved.form, saved.status);
  return seeOther(visit, addresses.consoleTermsPage.to({ provider, terms: slug }), texts[visit.language].terms.saved);
}

function showNew(visit: AccountVisit, offer: Offer, form: FormState, status: number): Promise<Response> {
  const text = texts[visit.language].terms;
  const provider = offer.declared.slug;
  return showConsole(visit, {
    ...{ offer, area: 'terms', status, title: text.add },
    above: { label: text.title, href: addresses.consoleTerms.to({ provider }) },
    body: (
      <Form action={addresses.consoleNewTerms.to({ provider })} csrfToken={visit.csrfToken()} form={form}>
        <SlugField visit={visit} form={form} name="slug" />
        <TitleFields visit={visit} form={form} />
        <VersionFields visit={visit} form={form} />
        <FormButtons label={text.publishButton} />
      </Form>
    ),
  });
}

/** Products of a provider, and the form for a new one. */
import { z } from 'zod';
import type { Offer } from '#registry/offer/get.ts';
import { writeProduct } from '#registry/offer/products/write.ts';
import { run } from '#registry/operation.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { EmptyState } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatNumber } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { attemptOffer } from '#portal/pages/provider/faults.ts';
import { readOffer, shown, showConsole } from '#portal/pages/provider/frame.tsx';
import { freshPlan, planFields, PlanFields, planOf } from '#portal/pages/provider/plan-fields.tsx';
import { ProductFields, productFields, slugField, SlugField } from '#portal/pages/provider/product-fields.tsx';
import { texts } from '#portal/pages/provider/texts.ts';
import { freshForm, readForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

export async function showProducts(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  const { language } = visit;
  const text = texts[language].products;
  const provider = offer.declared.slug;
  const { products } = offer.declared;
  return showConsole(visit, {
    ...{ offer, area: 'products', title: text.title, lead: text.lead },
    actions: (
      <a class="button button-primary" href={addresses.consoleNewProduct.to({ provider })}>
        {text.add}
      </a>
    ),
    body:
      products.length === 0 ? (
        <EmptyState title={text.empty}>
          <p>{text.emptyWhy}</p>
        </EmptyState>
      ) : (
        <DataTable
          caption={text.caption}
          captionHidden
          rows={products}
          columns={[
            {
              title: text.product,
              names: true,
              cell: ({ slug: product, name }) => (
                <a href={addresses.consoleProduct.to({ provider, product })}>{shown(name, visit)}</a>
              ),
            },
            { title: text.apis, cell: ({ apis }) => apis.map((api) => api.replace('@', ' ')).join(', ') },
            { title: text.plans, cell: ({ plans }) => plans.map(({ name }) => shown(name, visit)).join(', ') },
            {
              title: text.subscribers,
              numeric: true,
              cell: ({ slug }) => formatNumber(subscribersOf(offer, slug), language),
            },
          ]}
        />
      ),
  });
}

function subscribersOf({ subscribers }: Offer, product: string): number {
  const own = Object.entries(subscribers).filter(([key]) => key.startsWith(`${product}/`));
  return own.reduce((sum, [, number]) => sum + number, 0);
}

const newSchema = z.strictObject({ slug: slugField, ...productFields, plan: slugField, ...planFields });

export async function showNewProduct(visit: AccountVisit): Promise<Response> {
  return showNew(visit, await readOffer(visit), freshForm(visit, { plan: 'default', ...freshPlan }), 200);
}

/** Adds a product with its first plan, which has the product's names. */
export async function addProduct(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  const sent = readForm(visit, newSchema);
  if (!sent.ok) return showNew(visit, offer, sent.form, sent.status);
  const { slug, nameFr: fr, nameEn: en, descriptionFr, descriptionEn, apis, plan } = sent.value;
  const name = { fr, en };
  const provider = offer.declared.slug;
  const saved = await attemptOffer(visit, sent.form, () =>
    run(visit.services.registry, visit.actor, writeProduct, {
      ...{ provider, product: slug, name, apis, description: { fr: descriptionFr, en: descriptionEn } },
      plans: [{ slug: plan, name, ...planOf(sent.value) }],
    }),
  );
  if (!saved.ok) return showNew(visit, offer, saved.form, saved.status);
  return seeOther(
    visit,
    addresses.consoleProduct.to({ provider, product: slug }),
    texts[visit.language].products.saved,
  );
}

function showNew(visit: AccountVisit, offer: Offer, form: FormState, status: number): Promise<Response> {
  const text = texts[visit.language].products;
  const provider = offer.declared.slug;
  return showConsole(visit, {
    ...{ offer, area: 'products', status, title: text.add },
    above: { label: text.title, href: addresses.consoleProducts.to({ provider }) },
    body: (
      <Form action={addresses.consoleNewProduct.to({ provider })} csrfToken={visit.csrfToken()} form={form}>
        <SlugField visit={visit} form={form} name="slug" />
        <ProductFields visit={visit} offer={offer} form={form} />
        <h2>{text.firstPlan}</h2>
        <SlugField visit={visit} form={form} name="plan" />
        <PlanFields visit={visit} form={form} />
        <FormButtons label={text.save} />
      </Form>
    ),
  });
}

/** One product: its texts and APIs, its plans, and its end. */
import { z } from 'zod';
import type { Offer } from '#registry/offer/get.ts';
import { retireProduct } from '#registry/offer/products/retire.ts';
import { writeProduct } from '#registry/offer/products/write.ts';
import { run } from '#registry/operation.ts';
import { notFound } from '#registry/reference.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { ActionButton, Form, FormButtons } from '#ui/components/form.tsx';
import { Card } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatNumber } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { attemptOffer } from '#portal/pages/provider/faults.ts';
import { both, readOffer, shown, showConsole } from '#portal/pages/provider/frame.tsx';
import { limitsOf } from '#portal/pages/provider/plan-fields.tsx';
import { ProductFields, productFields } from '#portal/pages/provider/product-fields.tsx';
import { texts } from '#portal/pages/provider/texts.ts';
import { freshForm, readForm } from '#portal/visit/form.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

export type NamedProduct = { readonly offer: Offer; readonly product: Offer['declared']['products'][number] };

/** @throws Problem `product.not_found` (404), and as `readOffer` */
export async function readNamedProduct(visit: AccountVisit): Promise<NamedProduct> {
  const offer = await readOffer(visit);
  const product = offer.declared.products.find(({ slug }) => slug === param(visit, 'product'));
  if (product !== undefined) return { offer, product };
  throw notFound('product.not_found', { en: 'There is no such product.', fr: "Ce produit n'existe pas." });
}

export async function showProduct(visit: AccountVisit): Promise<Response> {
  const named = await readNamedProduct(visit);
  const { name, description, apis } = named.product;
  const [names, descriptions] = [both(name), both(description)];
  const given = {
    ...{ nameFr: names.fr, nameEn: names.en, descriptionFr: descriptions.fr, descriptionEn: descriptions.en },
    apis,
  };
  return show(visit, named, freshForm(visit, given), 200);
}

/** Saves the texts and the APIs; the plans stay. */
export async function saveProduct(visit: AccountVisit): Promise<Response> {
  const named = await readNamedProduct(visit);
  const sent = readForm(visit, z.strictObject(productFields));
  if (!sent.ok) return show(visit, named, sent.form, sent.status);
  const { nameFr, nameEn, descriptionFr, descriptionEn, apis } = sent.value;
  const at = { provider: named.offer.declared.slug, product: named.product.slug };
  const saved = await attemptOffer(visit, sent.form, () =>
    run(visit.services.registry, visit.actor, writeProduct, {
      ...at,
      name: { fr: nameFr, en: nameEn },
      description: { fr: descriptionFr, en: descriptionEn },
      apis,
    }),
  );
  if (!saved.ok) return show(visit, named, saved.form, saved.status);
  return seeOther(visit, addresses.consoleProduct.to(at), texts[visit.language].products.saved);
}

/** Takes the product off the catalogue. */
export async function endProduct(visit: AccountVisit): Promise<Response> {
  const { offer, product } = await readNamedProduct(visit);
  const provider = offer.declared.slug;
  await run(visit.services.registry, visit.actor, retireProduct, { provider, product: product.slug });
  return seeOther(visit, addresses.consoleProducts.to({ provider }), texts[visit.language].products.retired);
}

function show(visit: AccountVisit, named: NamedProduct, form: FormState, status: number): Promise<Response> {
  const { offer, product } = named;
  const text = texts[visit.language];
  const at = { provider: offer.declared.slug, product: product.slug };
  return showConsole(visit, {
    ...{ offer, area: 'products', status, title: shown(product.name, visit) },
    above: { label: text.products.title, href: addresses.consoleProducts.to(at) },
    body: (
      <>
        <Plans visit={visit} named={named} />
        <Card title={text.products.product}>
          <Form action={addresses.consoleProduct.to(at)} csrfToken={visit.csrfToken()} form={form}>
            <ProductFields visit={visit} offer={offer} form={form} />
            <FormButtons label={text.products.save} />
          </Form>
        </Card>
        <Card title={text.products.retire}>
          <p>{text.products.retireHint}</p>
          <ActionButton
            action={addresses.consoleProductRetire.to(at)}
            csrfToken={visit.csrfToken()}
            label={text.products.retire}
            kind="danger"
          />
        </Card>
      </>
    ),
  });
}

const Plans = ({ visit, named }: { readonly visit: AccountVisit; readonly named: NamedProduct }) => {
  const text = texts[visit.language];
  const { offer, product } = named;
  const at = { provider: offer.declared.slug, product: product.slug };
  return (
    <Card title={text.products.plans}>
      <DataTable
        caption={text.products.plans}
        captionHidden
        rows={product.plans}
        columns={[
          {
            title: text.subscribers.plan,
            names: true,
            cell: ({ slug, name }) => (
              <a href={addresses.consolePlan.to({ ...at, plan: slug })}>{shown(name, visit)}</a>
            ),
          },
          { title: text.plan.limits, cell: (plan) => limitsOf(plan, visit) },
          {
            title: text.products.subscribers,
            numeric: true,
            cell: ({ slug }) => formatNumber(offer.subscribers[`${product.slug}/${slug}`] ?? 0, visit.language),
          },
        ]}
      />
      <p>
        <a class="button button-plain" href={addresses.consoleNewPlan.to(at)}>
          {text.plan.add}
        </a>
      </p>
    </Card>
  );
};

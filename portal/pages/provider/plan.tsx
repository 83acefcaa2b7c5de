/** One plan of a product: a new one, or one to change or to close. */
import { z } from 'zod';
import { retirePlan } from '#registry/offer/products/retire-plan.ts';
import { writePlan } from '#registry/offer/products/write-plan.ts';
import { run } from '#registry/operation.ts';
import { notFound } from '#registry/reference.ts';
import { TextField } from '#ui/components/field.tsx';
import { ActionButton, Form, FormButtons } from '#ui/components/form.tsx';
import { Card } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { attemptOffer } from '#portal/pages/provider/faults.ts';
import { both, shown, showConsole } from '#portal/pages/provider/frame.tsx';
import {
  freshPlan,
  givenPlan,
  planFields,
  PlanFields,
  planOf,
  type PlanEntry,
} from '#portal/pages/provider/plan-fields.tsx';
import { productFields, slugField, SlugField } from '#portal/pages/provider/product-fields.tsx';
import { readNamedProduct, type NamedProduct } from '#portal/pages/provider/product.tsx';
import { texts } from '#portal/pages/provider/texts.ts';
import { freshForm, readForm } from '#portal/visit/form.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

const changeSchema = z.strictObject({ nameFr: productFields.nameFr, nameEn: productFields.nameEn, ...planFields });
const newSchema = changeSchema.extend({ slug: slugField });

/** A product and one of its plans; null: the new one. */
type Named = NamedProduct & { readonly plan: PlanEntry | null };

async function readNamed(visit: AccountVisit): Promise<Named> {
  const named = await readNamedProduct(visit);
  const plan = named.product.plans.find(({ slug }) => slug === param(visit, 'plan'));
  if (plan !== undefined) return { ...named, plan };
  throw notFound('plan.not_found', { en: 'The product has no such plan.', fr: "Le produit n'a pas ce plan." });
}

export async function showNewPlan(visit: AccountVisit): Promise<Response> {
  return show(visit, { ...(await readNamedProduct(visit)), plan: null }, freshForm(visit, freshPlan), 200);
}

export async function showPlan(visit: AccountVisit): Promise<Response> {
  const named = await readNamed(visit);
  const { fr, en } = both(named.plan?.name ?? '');
  const given = { nameFr: fr, nameEn: en, ...(named.plan === null ? {} : givenPlan(named.plan)) };
  return show(visit, named, freshForm(visit, given), 200);
}

export async function addPlan(visit: AccountVisit): Promise<Response> {
  const named = { ...(await readNamedProduct(visit)), plan: null };
  const sent = readForm(visit, newSchema);
  if (!sent.ok) return show(visit, named, sent.form, sent.status);
  return save(visit, named, sent.form, { ...sent.value, plan: sent.value.slug });
}

export async function savePlan(visit: AccountVisit): Promise<Response> {
  const named = await readNamed(visit);
  const sent = readForm(visit, changeSchema);
  if (!sent.ok) return show(visit, named, sent.form, sent.status);
  return save(visit, named, sent.form, { ...sent.value, plan: named.plan?.slug ?? '' });
}

type Saved = z.output<typeof changeSchema> & { readonly plan: string };

async function save(visit: AccountVisit, named: Named, form: FormState, value: Saved): Promise<Response> {
  const at = { provider: named.offer.declared.slug, product: named.product.slug };
  const name = { fr: value.nameFr, en: value.nameEn };
  const saved = await attemptOffer(visit, form, () =>
    run(visit.services.registry, visit.actor, writePlan, { ...at, plan: value.plan, name, ...planOf(value) }),
  );
  if (!saved.ok) return show(visit, named, saved.form, saved.status);
  return seeOther(visit, addresses.consoleProduct.to(at), texts[visit.language].plan.saved);
}

/** Closes the plan to new subscriptions; the last one of a product cannot be closed, and the page says so. */
export async function closePlan(visit: AccountVisit): Promise<Response> {
  const named = await readNamed(visit);
  const at = { provider: named.offer.declared.slug, product: named.product.slug };
  const { fr, en } = both(named.plan?.name ?? '');
  const given = { nameFr: fr, nameEn: en, ...(named.plan === null ? {} : givenPlan(named.plan)) };
  const closed = await attemptOffer(visit, freshForm(visit, given), () =>
    run(visit.services.registry, visit.actor, retirePlan, { ...at, plan: named.plan?.slug ?? '' }),
  );
  if (!closed.ok) return show(visit, named, closed.form, closed.status);
  return seeOther(visit, addresses.consoleProduct.to(at), texts[visit.language].plan.closed);
}

function show(visit: AccountVisit, named: Named, form: FormState, status: number): Promise<Response> {
  const { offer, product, plan } = named;
  const text = texts[visit.language];
  const at = { provider: offer.declared.slug, product: product.slug };
  const action = plan === null ? addresses.consoleNewPlan.to(at) : addresses.consolePlan.to({ ...at, plan: plan.slug });
  return showConsole(visit, {
    ...{ offer, area: 'products', status },
    title: plan === null ? text.plan.newTitle : text.plan.title(shown(plan.name, visit)),
    lead: text.plan.hint,
    above: { label: shown(product.name, visit), href: addresses.consoleProduct.to(at) },
    body: (
      <>
        <Form action={action} csrfToken={visit.csrfToken()} form={form}>
          {plan === null ? <SlugField visit={visit} form={form} name="slug" /> : null}
          <TextField form={form} name="nameFr" label={text.settings.nameFr} required maxlength={200} />
          <TextField form={form} name="nameEn" label={text.settings.nameEn} required maxlength={200} />
          <PlanFields visit={visit} form={form} />
          <FormButtons label={text.products.save} />
        </Form>
        {plan === null ? null : (
          <Card title={text.plan.close}>
            <p>{text.plan.closeHint}</p>
            <ActionButton
              action={addresses.consolePlanRetire.to({ ...at, plan: plan.slug })}
              csrfToken={visit.csrfToken()}
              label={text.plan.close}
              kind="danger"
            />
          </Card>
        )}
      </>
    ),
  });
}

/** Fields of a product. */
import { z } from 'zod';
import type { Offer } from '#registry/offer/get.ts';
import { TextArea, TextField, Tick } from '#ui/components/field.tsx';
import { faultOf, type FormState } from '#ui/form-state.ts';
import { shown } from '#portal/pages/provider/frame.tsx';
import { texts } from '#portal/pages/provider/texts.ts';
import { choices } from '#portal/visit/form-fields.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

/** A readable name; what it may hold is judged by the operation. */
export const slugField = z.string().trim().min(1).max(64);

export const productFields = {
  nameFr: z.string().trim().min(1).max(200),
  nameEn: z.string().trim().min(1).max(200),
  descriptionFr: z.string().trim().max(20_000).default(''),
  descriptionEn: z.string().trim().max(20_000).default(''),
  apis: choices(z.string().max(100)),
};

type Props = { readonly visit: AccountVisit; readonly form: FormState };

export const SlugField = ({ visit, form, name }: Props & { readonly name: string }) => {
  const text = texts[visit.language].products;
  return <TextField form={form} name={name} label={text.slug} hint={text.slugHint} required maxlength={64} />;
};

export const ProductFields = ({ visit, offer, form }: Props & { readonly offer: Offer }) => {
  const text = texts[visit.language];
  const offered = offer.declared.apis.filter(({ status }) => status !== 'retired');
  const fault = faultOf(form, 'apis');
  return (
    <>
      <TextField form={form} name="nameFr" label={text.settings.nameFr} required maxlength={200} />
      <TextField form={form} name="nameEn" label={text.settings.nameEn} required maxlength={200} />
      <TextArea form={form} name="descriptionFr" label={text.settings.descriptionFr} />
      <TextArea form={form} name="descriptionEn" label={text.settings.descriptionEn} />
      <fieldset class={fault === undefined ? 'group' : 'group field-wrong'} id="field-apis">
        <legend>{text.products.apis}</legend>
        {fault === undefined ? null : <p class="field-fault">{fault}</p>}
        {offered.length === 0 ? <p>{text.products.needApi}</p> : null}
        {offered.map(({ slug, version, name }) => (
          <Tick form={form} name="apis" value={`${slug}@${version}`} label={`${shown(name, visit)} ${version}`} />
        ))}
      </fieldset>
    </>
  );
};

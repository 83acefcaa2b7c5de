/** Fields of terms and of their versions. */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { TextArea, TextField } from '#ui/components/field.tsx';
import type { FormState } from '#ui/form-state.ts';
import { dayField } from '#portal/pages/provider/day-field.ts';
import { texts } from '#portal/pages/provider/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

/** Room for a text in two languages, in which a letter may take several bytes as forms send it. */
export const termsFormBytes = limits.termsTextLength * 2 * 9;

const title = z.string().trim().min(1).max(200);
const text = z.string().trim().min(1).max(limits.termsTextLength);

export const titleFields = { titleFr: title, titleEn: title };
export const versionFields = {
  version: z.string().trim().min(1).max(32),
  effective: dayField,
  textFr: text,
  textEn: text,
};

type Props = { readonly visit: AccountVisit; readonly form: FormState };

export const TitleFields = ({ visit, form }: Props) => {
  const words = texts[visit.language].terms;
  return (
    <>
      <TextField form={form} name="titleFr" label={words.titleFr} required maxlength={200} />
      <TextField form={form} name="titleEn" label={words.titleEn} required maxlength={200} />
    </>
  );
};

export const VersionFields = ({ visit, form }: Props) => {
  const words = texts[visit.language].terms;
  return (
    <>
      <TextField form={form} name="version" label={words.version} hint={words.versionHint} required maxlength={32} />
      <TextField form={form} name="effective" type="date" label={words.effective} hint={words.effectiveHint} required />
      <TextArea form={form} name="textFr" label={words.textFr} rows={10} required />
      <TextArea form={form} name="textEn" label={words.textEn} rows={10} required />
    </>
  );
};

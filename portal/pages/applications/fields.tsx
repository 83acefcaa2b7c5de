/** The fields that people write on an application's page, as the forms for making and for changing one show them. */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { FileField, TextArea, TextField } from '#ui/components/field.tsx';
import type { FormState } from '#ui/form-state.ts';
import { texts } from '#portal/pages/applications/texts.ts';
import { optionalFile } from '#portal/visit/form-fields.ts';

/** As browsers send them; what is right or wrong the operation says. */
export const sentFields = {
  name: z.string().default(''),
  description: z.string().default(''),
  phone: z.string().default(''),
  email: z.string().default(''),
  structure: z.string().default(''),
  responsible: z.string().default(''),
  picture: optionalFile,
};

/** Room for the picture and the other fields. */
export const formBytes = limits.applicationPictureBytes + limits.formBytes;

/** The picture as operations take it; undefined: none was sent. */
export async function sentPicture(file: File | undefined): Promise<{ readonly picture?: string }> {
  return file === undefined ? {} : { picture: Buffer.from(await file.arrayBuffer()).toString('base64') };
}

export const ApplicationFields = ({ form }: { readonly form: FormState }) => {
  const text = texts[form.language].form;
  return (
    <>
      <TextField form={form} name="name" label={text.name} hint={text.nameHint} required maxlength={300} />
      <TextArea form={form} name="description" label={text.description} maxlength={4000} />
      <TextField
        form={form}
        name="email"
        type="email"
        label={text.email}
        hint={text.emailHint}
        required
        maxlength={254}
      />
      <TextField form={form} name="responsible" label={text.responsible} required maxlength={200} />
      <TextField form={form} name="phone" type="tel" label={text.phone} hint={text.phoneHint} maxlength={40} />
      <TextArea
        form={form}
        name="structure"
        label={text.structure}
        hint={text.structureHint}
        maxlength={2000}
        rows={3}
      />
      <FileField
        form={form}
        name="picture"
        label={text.picture}
        hint={text.pictureHint}
        accept="image/png,image/jpeg,image/webp"
      />
    </>
  );
};

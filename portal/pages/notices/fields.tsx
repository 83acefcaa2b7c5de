/** What the forms about notices send, and the fields of a webhook. */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { eventTypes, noticeTypes } from '#notifications/notices/types.ts';
import { TextField, Tick } from '#ui/components/field.tsx';
import { faultOf, type FormState } from '#ui/form-state.ts';
import { texts } from '#portal/pages/notices/texts.ts';
import { choices } from '#portal/visit/form-fields.ts';

const labelLength = 100;

export const sentOwnSchema = z.strictObject({ ownTypes: choices(z.enum(noticeTypes)) });
export const sentContactSchema = z.strictObject({ contactTypes: choices(z.enum(noticeTypes)) });
export const sentWebhookSchema = z.strictObject({
  label: z.string(),
  url: z.string(),
  types: choices(z.enum(eventTypes)),
});

/** What people call a type; one that was given up since keeps its code. */
export function typeName(type: string, language: 'fr' | 'en'): string {
  return Object.entries(texts[language].types).find(([code]) => code === type)?.[1] ?? type;
}

export const WebhookFields = ({ form }: { readonly form: FormState }) => {
  const text = texts[form.language].webhooks;
  const fault = faultOf(form, 'types');
  return (
    <>
      <TextField form={form} name="label" label={text.label} hint={text.labelHint} required maxlength={labelLength} />
      <TextField
        form={form}
        name="url"
        type="url"
        label={text.url}
        hint={text.urlHint}
        required
        maxlength={limits.webhookUrlLength}
      />
      <fieldset class={fault === undefined ? 'group' : 'group field-wrong'} id="field-types">
        <legend>{text.types}</legend>
        {fault === undefined ? null : (
          <p class="field-fault" id="fault-types">
            {fault}
          </p>
        )}
        {eventTypes.map((type) => (
          <Tick form={form} name="types" value={type} label={typeName(type, form.language)} />
        ))}
      </fieldset>
    </>
  );
};

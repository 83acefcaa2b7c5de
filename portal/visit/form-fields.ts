/** Schemas of form fields: what browsers send is text, and a box without a tick is not sent at all. */
import { z } from 'zod';

/** A tick box: true when it is ticked. */
export const tick = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on');

/** A tick box that must be ticked; `message` says why, in English and French. */
export function demandedTick(message: string, fr: string) {
  return z
    .literal('on')
    .optional()
    .superRefine((value, context) => {
      if (value !== 'on') context.addIssue({ code: 'custom', message, params: { fr } });
    })
    .transform((): true => true);
}

/** A text that may be left empty: then it is undefined. */
export function optionalText(maximum: number) {
  return z
    .string()
    .trim()
    .max(maximum)
    .optional()
    .transform((text) => (text === '' ? undefined : text));
}

/** Boxes or a list of which any number may be chosen. */
export function choices<Schema extends z.ZodType<unknown, string>>(item: Schema) {
  return z.preprocess(
    (value) => (value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]),
    z.array(item),
  );
}

/** Lines of a text field, without the empty ones. */
export const textLines = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  );

/** A file; undefined when none was chosen (browsers then send an empty one). */
export const optionalFile = z
  .instanceof(File)
  .optional()
  .transform((file) => (file === undefined || (file.size === 0 && file.name === '') ? undefined : file));

/**
 * Mail templates: what a mail says, as structure. Text and HTML are made from it by one renderer (`render.ts`), so a
 * template holds no markup, and what people typed cannot become any.
 */
import { z } from 'zod';

export type MailLanguage = 'fr' | 'en';

/**
 * What a mail says in one language, in the order in which it stands there. All of it is plain text; a line break in a
 * paragraph stays one. `action.path` is an address in the portal, relative to its public one: `/activate?token=…`.
 */
export const mailContentSchema = z.strictObject({
  subject: z.string().min(1),
  paragraphs: z.array(z.string()).readonly(),
  /** Label and value, line by line: the application, the API, the plan. */
  facts: z
    .array(z.strictObject({ label: z.string(), value: z.string() }))
    .readonly()
    .optional(),
  /** The one thing to do: a button, and its address in full beneath. */
  action: z
    .strictObject({ label: z.string().min(1), path: z.string().regex(/^\/(?![/\\])/, 'a path within the portal') })
    .optional(),
  /** Small print. */
  notes: z.array(z.string()).readonly().optional(),
});

export type MailContent = z.infer<typeof mailContentSchema>;

/** A kind of mail. Kept in `mails/<name>.ts` with the same name. */
export type MailTemplate<Data extends z.ZodType = z.ZodType> = {
  /** Noun, dot, verb, as operations are named: `account.activate`. It stands in the mail log. */
  readonly name: string;
  /** What it is written from. */
  readonly data: Data;
  /** Writes it in one language. A text that strangers choose must not stand in a mail to an address not yet confirmed. */
  readonly write: (data: z.output<Data>, language: MailLanguage) => MailContent;
};

/** Declares a template; only there so that types are inferred. */
export function mailTemplate<Data extends z.ZodType>(declared: MailTemplate<Data>): MailTemplate<Data> {
  return declared;
}

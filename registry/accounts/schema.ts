import { z } from 'zod';
import { limits } from '#base/limits.ts';
import type { accounts } from '#database/tables.ts';

/** An e-mail address, in lower case: it is the login. */
export const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email());

/** What a new password must hold besides its length: shown by forms, too. */
export const passwordKinds = [
  { name: 'upper', pattern: /\p{Lu}/u, message: 'needs an upper-case letter', fr: 'il faut une majuscule' },
  { name: 'lower', pattern: /\p{Ll}/u, message: 'needs a lower-case letter', fr: 'il faut une minuscule' },
  { name: 'digit', pattern: /\p{Nd}/u, message: 'needs a digit', fr: 'il faut un chiffre' },
  {
    name: 'special',
    pattern: /[^\p{L}\p{N}\s]/u,
    message: 'needs a special character',
    fr: 'il faut un caractère spécial',
  },
] as const;

/** Characters of a new password, at least. */
export const passwordLeastLength = 12;

/** A new password: at least 12 characters with upper case, lower case, digit and special (PISTE's sign-up page). */
export const newPasswordSchema = z
  .string()
  .min(passwordLeastLength)
  .max(limits.passwordLength)
  .superRefine((password, context) => {
    for (const { pattern, message, fr } of passwordKinds) {
      if (!pattern.test(password)) context.addIssue({ code: 'custom', message, params: { fr } });
    }
  });

/** An account as operations give it back. */
export const accountSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  active: z.boolean(),
  operator: z.boolean(),
  hasPassword: z.boolean(),
  createdAt: z.iso.datetime(),
});

export type AccountRow = typeof accounts.$inferSelect;

export function presentAccount(row: AccountRow): z.input<typeof accountSchema> {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    active: row.active,
    operator: row.operator,
    hasPassword: row.passwordHash !== null,
    createdAt: row.createdAt.toISOString(),
  };
}

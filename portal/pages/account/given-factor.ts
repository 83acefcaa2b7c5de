import { z } from 'zod';
import type { SecondFactor } from '#accounts/login/second-factor.ts';
import { limits } from '#base/limits.ts';

/** What the forms of a second step send: one of three proofs, and where to go then. */
export const factorSchema = z.union([
  z.strictObject({ code: z.string().trim().min(1).max(20), next: z.string().max(2048).optional() }),
  z.strictObject({ recoveryCode: z.string().trim().min(1).max(60), next: z.string().max(2048).optional() }),
  z.strictObject({ answer: z.string().min(1).max(limits.passkeyAnswerLength), next: z.string().max(2048).optional() }),
]);

/** The proof in what was sent. */
export function factorIn(given: z.output<typeof factorSchema>): SecondFactor {
  if ('code' in given) return { kind: 'totp', code: given.code };
  if ('recoveryCode' in given) return { kind: 'recovery-code', code: given.recoveryCode };
  return { kind: 'passkey', answer: given.answer };
}

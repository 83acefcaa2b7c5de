import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { z } from 'zod';
import { limits } from '#base/limits.ts';

/** What every answer of a browser to a challenge has; the rest is judged by @simplewebauthn/server. */
const answerSchema = z.looseObject({
  id: z.string().max(2048),
  rawId: z.string().max(2048),
  type: z.literal('public-key'),
  clientExtensionResults: z.looseObject({}),
  response: z.looseObject({ clientDataJSON: z.string() }),
});

const additionSchema = answerSchema.extend({
  response: z.looseObject({ clientDataJSON: z.string(), attestationObject: z.string() }),
});

const proofSchema = answerSchema.extend({
  response: z.looseObject({ clientDataJSON: z.string(), authenticatorData: z.string(), signature: z.string() }),
});

/** Reads the answer that adds a passkey; null when it is none. */
export function readAddition(text: string): RegistrationResponseJSON | null {
  const parsed = additionSchema.safeParse(parseJson(text));
  // The library's type is stricter about fields that it judges itself at run time.
  return parsed.success ? (parsed.data as unknown as RegistrationResponseJSON) : null;
}

/** Reads the answer that proves a passkey; null when it is none. */
export function readProof(text: string): AuthenticationResponseJSON | null {
  const parsed = proofSchema.safeParse(parseJson(text));
  // As above.
  return parsed.success ? (parsed.data as unknown as AuthenticationResponseJSON) : null;
}

function parseJson(text: string): unknown {
  if (text.length > limits.passkeyAnswerLength) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a dialect makes a refusal from, and what it makes of it. */
import type { Field } from '#gateway/head/fields.ts';

export type Answer = { readonly status: number; readonly fields: readonly Field[]; readonly body: string };

export type RefusalDetails = {
  readonly requestId: string;
  /** Whom to ask; empty when nobody is known. */
  readonly contact: string;
  /** Page that explains refusals; undefined: none is known. */
  readonly help?: string | undefined;
  readonly language: 'en' | 'fr';
  /** Scopes that the API requires, for refusals that name them. */
  readonly scopes: readonly string[];
};

/**
 * A request as the samples send it. Secrets, passwords and tokens are never among its values: they are named as variables
 * of the environment in which the sample will run.
 */
export type SampleValue =
  | { readonly text: string }
  /** `before` stands in front of what the variable holds: `Bearer `. */
  | { readonly variable: SampleVariable; readonly before?: string };

export type SampleVariable = 'CLIENT_SECRET' | 'ACCESS_TOKEN' | 'API_USERNAME' | 'API_PASSWORD' | 'API_KEY';

export type SampleField = { readonly name: string; readonly value: SampleValue };

export type SampleBody =
  | { readonly kind: 'form'; readonly fields: readonly SampleField[] }
  | { readonly kind: 'json'; readonly mediaType: string; readonly value: unknown }
  | { readonly kind: 'text'; readonly mediaType: string; readonly text: string }
  /** Fields whose value is null are files. */
  | { readonly kind: 'multipart'; readonly fields: readonly { readonly name: string; readonly text: string | null }[] };

export type SampleRequest = {
  readonly method: string;
  /** Absolute, with its query. */
  readonly url: string;
  readonly headers: readonly SampleField[];
  readonly body: SampleBody | null;
};

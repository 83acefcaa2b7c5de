/** What an endpoint answers: a plain value, which the listener writes and tests get as a `Response`. */

/** Header fields: names in lower case. */
export type Fields = readonly (readonly [name: string, value: string])[];

export type Answer = {
  readonly status: number;
  readonly fields: Fields;
  readonly body: string;
};

const jsonType = ['content-type', 'application/json; charset=utf-8'] as const;

/** JSON that a cache must not keep (RFC 6749 §5.1). */
export const uncachedJson: Fields = [['cache-control', 'no-store'], ['pragma', 'no-cache'], jsonType];

/** JSON that a cache may keep for `seconds`. */
export function cachedJson(seconds: number): Fields {
  return [['cache-control', `public, max-age=${seconds}`], jsonType];
}

/** Gives the answer that says `value`. */
export function answerJson(value: Readonly<Record<string, unknown>>, fields: Fields = uncachedJson): Answer {
  return { status: 200, fields, body: JSON.stringify(value) };
}

/** Gives the answer to a request that no issuer, or no endpoint, takes. */
export function answerError(status: number, error: string, fields: Fields = []): Answer {
  return { status, fields: [...uncachedJson, ...fields], body: JSON.stringify({ error }) };
}

import type { Problem } from '#base/problem.ts';
import { notFound } from '#registry/reference.ts';

/** The refusal of an API that there is not, or that is a draft. */
export function apiNotFound(): Problem {
  return notFound('api.not_found', { en: 'There is no such API.', fr: "Cette API n'existe pas." });
}

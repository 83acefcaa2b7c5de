/** How an input names a thing: by its id, or by the name that people use for it. */
import { z } from 'zod';
import { Problem, type LocalisedText } from '#base/problem.ts';

/** A reference as it comes in; what it may be (id, slug, e-mail…) stands with each noun's `find`. */
export const referenceSchema = z.string().trim().min(1).max(400);

const uuidPattern = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** True when `reference` is an id: only then may it be compared with an id column. */
export function isId(reference: string): boolean {
  return uuidPattern.test(reference);
}

/** The refusal of a reference to nothing, or to something that the actor may not know of: both look the same. */
export function notFound(code: `${string}.not_found`, text: LocalisedText): Problem {
  return new Problem(code, 404, text);
}

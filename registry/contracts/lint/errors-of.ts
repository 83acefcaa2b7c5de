import type { ProblemFault } from '#base/problem.ts';
import { errorRules } from '#registry/contracts/lint/error-rules.ts';
import { invalidities } from '#registry/contracts/lint/validity.ts';
import { fieldsOf } from '#registry/contracts/lint/walk.ts';

/** What keeps a stored contract from being published, as faults of the field `contract`. */
export async function errorsOf(contract: unknown): Promise<ProblemFault[]> {
  const document = fieldsOf(contract);
  const found = [...(await invalidities(document)), ...errorRules.flatMap((rule) => rule(document))];
  return found.map(({ path, message }) => ({
    path: 'contract',
    message: `${path.join('.')}: ${message.en}`,
    fr: `${path.join('.')} : ${message.fr}`,
  }));
}

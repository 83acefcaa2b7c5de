/** The provider as it is now, as a declaration file to keep. */
import { exportDeclaration } from '#registry/declarations/export.ts';
import { run } from '#registry/operation.ts';
import { download } from '#portal/answer.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

/** @throws Problem `provider.not_found` (404), `permission.denied` (403) */
export async function downloadDeclaration(visit: AccountVisit): Promise<Response> {
  const provider = param(visit, 'provider');
  const { text } = await run(visit.services.registry, visit.actor, exportDeclaration, { provider });
  return download({ body: text, type: 'application/yaml; charset=utf-8', name: `${provider}.yaml` });
}

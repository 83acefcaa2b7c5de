import { getPicture } from '#registry/applications/get-picture.ts';
import { run } from '#registry/operation.ts';
import { pageNotFound } from '#portal/refusal-page.tsx';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

/**
 * Gives an application's picture to those who may see the application. It was drawn anew when it came in; still it is
 * served as a picture and nothing else (OWASP ASVS 5.0 V5.4).
 *
 * @throws Problem `application.not_found` (404), `path.not_found` (404)
 */
export async function showPicture(visit: AccountVisit): Promise<Response> {
  const input = { application: param(visit, 'application') };
  const { picture } = await run(visit.services.registry, visit.actor, getPicture, input);
  if (picture === null) throw pageNotFound();
  return new Response(Buffer.from(picture.base64, 'base64'), {
    headers: {
      'content-type': picture.type,
      'content-disposition': 'inline; filename="picture"',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
    },
  });
}

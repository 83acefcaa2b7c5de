/** The buttons of an application's first tab. */
import { disableApplication } from '#registry/applications/disable.ts';
import { enableApplication } from '#registry/applications/enable.ts';
import { sendContactVerification } from '#registry/applications/send-contact-link.ts';
import { run } from '#registry/operation.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { texts } from '#portal/pages/applications/texts.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

function back(visit: AccountVisit, notice: string): Response {
  return seeOther(visit, addresses.application.to({ application: param(visit, 'application') }), notice);
}

/** Enables the application. @throws Problem `application.not_found` (404) */
export async function enable(visit: AccountVisit): Promise<Response> {
  const input = { application: param(visit, 'application') };
  await run(visit.services.registry, visit.actor, enableApplication, input);
  return back(visit, texts[visit.language].details.enabledNotice);
}

/** Disables the application. @throws Problem `application.not_found` (404) */
export async function disable(visit: AccountVisit): Promise<Response> {
  const input = { application: param(visit, 'application') };
  await run(visit.services.registry, visit.actor, disableApplication, input);
  return back(visit, texts[visit.language].details.disabledNotice);
}

/**
 * Mails the link to the contact address once more.
 *
 * @throws Problem `application.not_found` (404), `application.contact_links_many` (429)
 */
export async function sendLink(visit: AccountVisit): Promise<Response> {
  const input = { application: param(visit, 'application') };
  const { email } = await run(visit.services.registry, visit.actor, sendContactVerification, input);
  return back(visit, texts[visit.language].details.linkSent(email));
}

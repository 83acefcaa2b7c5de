/** The terms of use of an application: what was accepted, when, by whom; what is due; what is announced. */
import { z } from 'zod';
import { getTerms } from '#registry/catalogue/get-terms.ts';
import { run } from '#registry/operation.ts';
import { giveConsent } from '#registry/terms/give-consent.ts';
import { listApplicationTerms } from '#registry/terms/of-application.ts';
import { EmptyState } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { readNamedApplication, showBelow } from '#portal/pages/applications/frame.tsx';
import { TermsCard, type TermsTexts } from '#portal/pages/subscriptions/terms-card.tsx';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

/** Shows the page. */
export async function showApplicationTerms(visit: AccountVisit): Promise<Response> {
  return showApplicationTermsWith(visit, freshForm(visit));
}

async function showApplicationTermsWith(visit: AccountVisit, form: FormState, status = 200): Promise<Response> {
  const text = texts[visit.language].terms;
  const { registry } = visit.services;
  const application = await readNamedApplication(visit);
  const { items } = await run(registry, visit.actor, listApplicationTerms, { application: application.id });
  const written: TermsTexts = new Map();
  for (const { reference } of items) {
    const { versions } = await run(registry, visit.actor, getTerms, { terms: reference });
    for (const version of versions) written.set(version.id, version.text[visit.language]);
  }
  return showBelow(visit, {
    ...{ application, tab: 'apis', title: text.title(application.name), lead: text.lead, status },
    body:
      items.length === 0 ? (
        <EmptyState title={text.empty}>
          <p>{text.emptyHint}</p>
        </EmptyState>
      ) : (
        <>
          {items.map((terms) => (
            <TermsCard visit={visit} application={application.id} terms={terms} texts={written} form={form} />
          ))}
        </>
      ),
  });
}

const consentForm = z
  .strictObject({ version: z.uuid(), accepted: z.string().optional() })
  .superRefine(({ version, accepted }, context) => {
    if (accepted === version) return;
    const params = { fr: texts.fr.terms.mustAccept };
    context.addIssue({ code: 'custom', path: ['accepted'], message: texts.en.terms.mustAccept, params });
  });

/** Accepts a version for the application. */
export async function acceptTerms(visit: AccountVisit): Promise<Response> {
  const read = readForm(visit, consentForm);
  if (!read.ok) return showApplicationTermsWith(visit, read.form, read.status);
  const asked = { application: param(visit, 'application') };
  const tried = await attempt(visit, read.form, () =>
    run(visit.services.registry, visit.actor, giveConsent, { ...asked, termsVersion: read.value.version }),
  );
  if (!tried.ok) return showApplicationTermsWith(visit, tried.form, tried.status);
  return seeOther(visit, addresses.applicationTerms.to(asked), texts[visit.language].terms.done);
}

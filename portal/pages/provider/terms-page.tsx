/** One set of terms: its versions, a new one, its title, and its end. */
import { z } from 'zod';
import type { Offer } from '#registry/offer/get.ts';
import { publishTermsVersion } from '#registry/offer/terms/publish.ts';
import { retireTerms } from '#registry/offer/terms/retire.ts';
import { writeTerms } from '#registry/offer/terms/write.ts';
import { run } from '#registry/operation.ts';
import { notFound } from '#registry/reference.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { Badge, Card } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatDate } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { attemptOffer } from '#portal/pages/provider/faults.ts';
import { both, readOffer, shown, showConsole } from '#portal/pages/provider/frame.tsx';
import { TitleFields, titleFields, VersionFields, versionFields } from '#portal/pages/provider/terms-fields.tsx';
import { texts } from '#portal/pages/provider/texts.ts';
import { freshForm, readForm } from '#portal/visit/form.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

type Named = { readonly offer: Offer; readonly terms: Offer['declared']['terms'][number] };

async function readNamed(visit: AccountVisit): Promise<Named> {
  const offer = await readOffer(visit);
  const terms = offer.declared.terms.find(({ slug }) => slug === param(visit, 'terms'));
  if (terms !== undefined) return { offer, terms };
  throw notFound('terms.not_found', { en: 'There are no such terms.', fr: "Ces conditions n'existent pas." });
}

export async function showTermsPage(visit: AccountVisit): Promise<Response> {
  return show(visit, await readNamed(visit), {}, 200);
}

/** Publishes a version, or changes the title: which of the two forms was sent shows in its fields. */
export async function saveTerms(visit: AccountVisit): Promise<Response> {
  const named = await readNamed(visit);
  const isTitle = visit.form?.has('titleFr') === true;
  return isTitle ? saveTitle(visit, named) : publishVersion(visit, named);
}

async function saveTitle(visit: AccountVisit, named: Named): Promise<Response> {
  const at = { provider: named.offer.declared.slug, terms: named.terms.slug };
  const sent = readForm(visit, z.strictObject(titleFields));
  if (!sent.ok) return show(visit, named, { title: sent.form }, sent.status);
  const title = { fr: sent.value.titleFr, en: sent.value.titleEn };
  const saved = await attemptOffer(visit, sent.form, () =>
    run(visit.services.registry, visit.actor, writeTerms, { ...at, title }),
  );
  if (!saved.ok) return show(visit, named, { title: saved.form }, saved.status);
  return seeOther(visit, addresses.consoleTermsPage.to(at), texts[visit.language].terms.saved);
}

async function publishVersion(visit: AccountVisit, named: Named): Promise<Response> {
  const at = { provider: named.offer.declared.slug, terms: named.terms.slug };
  const sent = readForm(visit, z.strictObject(versionFields));
  if (!sent.ok) return show(visit, named, { version: sent.form }, sent.status);
  const { version, effective, textFr, textEn } = sent.value;
  const published = await attemptOffer(visit, sent.form, () =>
    run(visit.services.registry, visit.actor, publishTermsVersion, {
      ...{ ...at, version, effective },
      text: { fr: textFr, en: textEn },
    }),
  );
  if (!published.ok) return show(visit, named, { version: published.form }, published.status);
  return seeOther(visit, addresses.consoleTermsPage.to(at), texts[visit.language].terms.published);
}

/** Gives the terms up; refused while an API asks for them. */
export async function endTerms(visit: AccountVisit): Promise<Response> {
  const named = await readNamed(visit);
  const at = { provider: named.offer.declared.slug, terms: named.terms.slug };
  const ended = await attemptOffer(visit, freshForm(visit), () =>
    run(visit.services.registry, visit.actor, retireTerms, at),
  );
  if (!ended.ok) return show(visit, named, { end: ended.form }, ended.status);
  return seeOther(visit, addresses.consoleTerms.to(at), texts[visit.language].terms.retired);
}

type Forms = { readonly version?: FormState; readonly title?: FormState; readonly end?: FormState };

function show(visit: AccountVisit, named: Named, forms: Forms, status: number): Promise<Response> {
  const { offer, terms } = named;
  const text = texts[visit.language].terms;
  const at = { provider: offer.declared.slug, terms: terms.slug };
  const action = addresses.consoleTermsPage.to(at);
  const csrfToken = visit.csrfToken();
  const title = both(terms.title);
  const titleForm = forms.title ?? freshForm(visit, { titleFr: title.fr, titleEn: title.en });
  const versionForm = forms.version ?? freshForm(visit);
  return showConsole(visit, {
    ...{ offer, area: 'terms', status, title: shown(terms.title, visit) },
    above: { label: text.title, href: addresses.consoleTerms.to(at) },
    body: (
      <>
        <Versions visit={visit} named={named} />
        <Card title={text.publish}>
          <Form action={action} csrfToken={csrfToken} form={versionForm}>
            <VersionFields visit={visit} form={versionForm} />
            <FormButtons label={text.publishButton} />
          </Form>
        </Card>
        <Card title={text.rename}>
          <Form action={action} csrfToken={csrfToken} form={titleForm}>
            <TitleFields visit={visit} form={titleForm} />
            <FormButtons label={text.rename} />
          </Form>
        </Card>
        <Card title={text.retire}>
          <Form action={addresses.consoleTermsRetire.to(at)} csrfToken={csrfToken} form={forms.end ?? freshForm(visit)}>
            <p>{text.retireHint}</p>
            <FormButtons label={text.retire} kind="danger" />
          </Form>
        </Card>
      </>
    ),
  });
}

const Versions = ({ visit, named }: { readonly visit: AccountVisit; readonly named: Named }) => {
  const { language } = visit;
  const text = texts[language].terms;
  const { offer, terms } = named;
  const nowMs = visit.services.registry.clock.nowMs();
  const passed = terms.versions.filter(({ effective }) => new Date(effective).getTime() <= nowMs);
  const inForce = passed.at(-1);
  return (
    <DataTable
      caption={text.versions}
      rows={terms.versions}
      columns={[
        {
          title: text.version,
          names: true,
          cell: ({ version }) => (
            <a href={addresses.termsVersion.to({ provider: offer.declared.slug, terms: terms.slug, version })}>
              {version}
            </a>
          ),
        },
        { title: text.effective, cell: ({ effective }) => formatDate(effective, language) },
        {
          title: text.state,
          cell: (version) => {
            if (version === inForce) return <Badge kind="good">{text.inForce}</Badge>;
            return passed.includes(version) ? <Badge>{text.before}</Badge> : <Badge kind="waiting">{text.to}</Badge>;
          },
        },
      ]}
    />
  );
};

/** The first of two steps: a contract is looked over and kept as a draft, whose page shows what was found. */
import { z } from 'zod';
import { addApi } from '#registry/offer/apis/add.ts';
import { lintContract } from '#registry/offer/apis/lint-contract.ts';
import { uploadContract } from '#registry/offer/apis/upload-contract.ts';
import type { Offer } from '#registry/offer/get.ts';
import { run } from '#registry/operation.ts';
import { FileField, TextArea, TextField } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { attemptOffer } from '#portal/pages/provider/faults.ts';
import { readOffer, showConsole } from '#portal/pages/provider/frame.tsx';
import { contractFields, readSentContract } from '#portal/pages/provider/sent-contract.ts';
import { texts } from '#portal/pages/provider/texts.ts';
import { freshForm, readForm } from '#portal/visit/form.ts';
import { query, type AccountVisit } from '#portal/visit/visit.ts';

const sentSchema = z.strictObject({
  ...contractFields,
  slug: z.string().trim().min(1).max(64),
  version: z.string().trim().min(1).max(32),
});

export async function showPublish(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  return show(visit, offer, freshForm(visit, { slug: query(visit, 'slug') }), 200);
}

/** Keeps the contract for the API of that name and version, which is added as a draft where it is not there yet. */
export async function keepContract(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  const sent = readForm(visit, sentSchema);
  if (!sent.ok) return show(visit, offer, sent.form, sent.status);
  const read = await readSentContract(visit, sent.form, sent.value);
  if (!read.ok) return show(visit, offer, read.form, 422);
  const kept = await attemptOffer(visit, sent.form, () =>
    keep(visit, offer, { ...sent.value, contract: read.contract }),
  );
  if (!kept.ok) return show(visit, offer, kept.form, kept.status);
  const { slug: api, version } = sent.value;
  const address = addresses.consoleApi.to({ provider: offer.declared.slug, api, version });
  return seeOther(visit, address, texts[visit.language].publish.kept);
}

type Kept = { readonly slug: string; readonly version: string; readonly contract: string };

async function keep(visit: AccountVisit, offer: Offer, { slug, version, contract }: Kept): Promise<void> {
  const { services, actor } = visit;
  const provider = offer.declared.slug;
  // What is no contract must not leave an empty draft behind.
  const look = await run(services.registry, actor, lintContract, { provider, contract });
  const isThere = offer.declared.apis.some((entry) => entry.slug === slug && entry.version === version);
  const sibling = offer.declared.apis.some((entry) => entry.slug === slug);
  const name = sibling || look.title === '' ? {} : { name: look.title.slice(0, 200) };
  if (!isThere) await run(services.registry, actor, addApi, { provider, slug, version, ...name });
  await run(services.registry, actor, uploadContract, { provider, api: `${slug}@${version}`, contract });
}

function show(visit: AccountVisit, offer: Offer, form: FormState, status: number): Promise<Response> {
  const text = texts[visit.language].publish;
  const provider = offer.declared.slug;
  const back = addresses.consoleApis.to({ provider });
  return showConsole(visit, {
    ...{ offer, area: 'apis', status, title: text.title, lead: text.lead },
    above: { label: texts[visit.language].apis.title, href: back },
    body: (
      <Form action={addresses.consolePublish.to({ provider })} csrfToken={visit.csrfToken()} form={form} files>
        <ContractFields visit={visit} form={form} />
        <TextField form={form} name="slug" label={text.slug} hint={text.slugHint} required maxlength={64} />
        <TextField form={form} name="version" label={text.version} hint={text.versionHint} required maxlength={32} />
        <FormButtons label={text.button} />
      </Form>
    ),
  });
}

/** The fields for a contract. */
export const ContractFields = ({ visit, form }: { readonly visit: AccountVisit; readonly form: FormState }) => {
  const text = texts[visit.language].publish;
  return (
    <>
      <FileField form={form} name="file" label={text.file} hint={text.fileHint} accept=".json,.yaml,.yml" />
      <TextArea form={form} name="contract" label={text.text} rows={6} />
    </>
  );
};

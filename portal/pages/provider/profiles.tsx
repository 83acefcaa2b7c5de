/** Business profiles of a provider's APIs, and which application has which. */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import type { Offer } from '#registry/offer/get.ts';
import { retireProfile } from '#registry/offer/profiles/retire.ts';
import { writeProfile } from '#registry/offer/profiles/write.ts';
import { run } from '#registry/operation.ts';
import { assignProfile } from '#registry/profiles/assign.ts';
import { listProfiles } from '#registry/profiles/list.ts';
import { unassignProfile } from '#registry/profiles/unassign.ts';
import { listRequests } from '#registry/subscriptions/list-requests.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { SelectField, TextField } from '#ui/components/field.tsx';
import { ActionButton, Form, FormButtons } from '#ui/components/form.tsx';
import { Card, EmptyState } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatDate } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { attemptOffer } from '#portal/pages/provider/faults.ts';
import { readOffer, shown, showConsole } from '#portal/pages/provider/frame.tsx';
import { texts } from '#portal/pages/provider/texts.ts';
import { freshForm, readForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

const writeSchema = z.strictObject({
  api: z.string().min(1).max(64),
  profile: z.string().trim().min(1).max(64),
  nameFr: z.string().trim().min(1).max(200),
  nameEn: z.string().trim().min(1).max(200),
});
/** `api/code`: the list names a profile so. */
const profileSchema = z.string().regex(/^[^/]+\/[^/]+$/);
const namedSchema = z.strictObject({ profile: profileSchema });
const pairSchema = z.strictObject({ profile: profileSchema, application: z.string().min(1).max(100) });

export async function showProfiles(visit: AccountVisit): Promise<Response> {
  return show(visit, await readOffer(visit), {}, 200);
}

export async function saveProfile(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  const sent = readForm(visit, writeSchema);
  if (!sent.ok) return show(visit, offer, { write: sent.form }, sent.status);
  const { api, profile, nameFr: fr, nameEn: en } = sent.value;
  const saved = await attemptOffer(visit, sent.form, () =>
    run(visit.services.registry, visit.actor, writeProfile, {
      provider: offer.declared.slug,
      api,
      profile,
      name: { fr, en },
    }),
  );
  if (!saved.ok) return show(visit, offer, { write: saved.form }, saved.status);
  return back(visit, offer, texts[visit.language].profiles.saved);
}

export async function endProfile(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  const sent = readForm(visit, namedSchema);
  if (!sent.ok) return show(visit, offer, { write: sent.form }, sent.status);
  await run(visit.services.registry, visit.actor, retireProfile, {
    provider: offer.declared.slug,
    ...parts(sent.value.profile),
  });
  return back(visit, offer, texts[visit.language].profiles.retired);
}

export async function assign(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  const sent = readForm(visit, pairSchema);
  if (!sent.ok) return show(visit, offer, { assign: sent.form }, sent.status);
  const { application, profile } = sent.value;
  const assigned = await attemptOffer(visit, sent.form, () =>
    run(visit.services.registry, visit.actor, assignProfile, {
      provider: offer.declared.slug,
      application,
      ...parts(profile),
    }),
  );
  if (!assigned.ok) return show(visit, offer, { assign: assigned.form }, assigned.status);
  return back(visit, offer, texts[visit.language].profiles.assignedNow);
}

export async function unassign(visit: AccountVisit): Promise<Response> {
  const offer = await readOffer(visit);
  const sent = readForm(visit, pairSchema);
  if (!sent.ok) return show(visit, offer, { assign: sent.form }, sent.status);
  const { application, profile } = sent.value;
  await run(visit.services.registry, visit.actor, unassignProfile, {
    ...{ provider: offer.declared.slug, application, ...parts(profile) },
  });
  return back(visit, offer, texts[visit.language].profiles.unassigned);
}

function parts(profile: string): { readonly api: string; readonly profile: string } {
  const [api = '', code = ''] = profile.split('/', 2);
  return { api, profile: code };
}

function back(visit: AccountVisit, offer: Offer, notice: string): Response {
  return seeOther(visit, addresses.consoleProfiles.to({ provider: offer.declared.slug }), notice);
}

type Forms = { readonly write?: FormState; readonly assign?: FormState };
type Application = { readonly id: string; readonly name: string };

async function show(visit: AccountVisit, offer: Offer, forms: Forms, status: number): Promise<Response> {
  const text = texts[visit.language].profiles;
  const profiles = profilesOf(offer);
  const { items } = await run(visit.services.registry, visit.actor, listRequests, {
    provider: offer.declared.slug,
    limit: limits.pageRows,
  });
  const applications = [
    ...new Map(items.map((row) => [row.applicationId, `${row.application.name} (${row.application.organisation})`])),
  ].map(([id, name]) => ({ id, name }));
  return showConsole(visit, {
    ...{ offer, area: 'profiles', status, title: text.title, lead: text.lead },
    body: (
      <>
        <Profiles visit={visit} offer={offer} profiles={profiles} />
        <WriteForm visit={visit} offer={offer} form={forms.write ?? freshForm(visit)} />
        {await assignments(visit, offer, applications)}
        {profiles.length === 0 || applications.length === 0 ? null : (
          <AssignForm {...{ visit, offer, profiles, applications }} form={forms.assign ?? freshForm(visit)} />
        )}
      </>
    ),
  });
}

type Profile = {
  readonly api: string;
  readonly code: string;
  readonly name: string | { readonly fr: string; readonly en: string };
};

function profilesOf(offer: Offer): readonly Profile[] {
  return offer.declared.apis.flatMap(({ slug: api, profiles }) =>
    profiles.map(({ code, name }) => ({ api, code, name })),
  );
}

type Props = { readonly visit: AccountVisit; readonly offer: Offer };

const Profiles = ({ visit, offer, profiles }: Props & { readonly profiles: readonly Profile[] }) => {
  const text = texts[visit.language].profiles;
  if (profiles.length === 0) {
    return (
      <EmptyState title={text.empty}>
        <p>{text.emptyWhy}</p>
      </EmptyState>
    );
  }
  return (
    <DataTable
      caption={text.caption}
      rows={profiles}
      columns={[
        { title: text.code, names: true, cell: ({ code }) => <code>{code}</code> },
        { title: text.name, cell: ({ name }) => shown(name, visit) },
        { title: text.api, cell: ({ api }) => api },
        {
          title: text.retire,
          cell: ({ api, code }) => (
            <ActionButton
              action={addresses.consoleProfileRetire.to({ provider: offer.declared.slug })}
              csrfToken={visit.csrfToken()}
              fields={{ profile: `${api}/${code}` }}
              label={text.retire}
            />
          ),
        },
      ]}
    />
  );
};

const WriteForm = ({ visit, offer, form }: Props & { readonly form: FormState }) => {
  const text = texts[visit.language].profiles;
  const apis = [...new Set(offer.declared.apis.map(({ slug }) => slug))].map((slug) => ({ value: slug, label: slug }));
  return (
    <Card title={text.add}>
      <Form
        action={addresses.consoleProfiles.to({ provider: offer.declared.slug })}
        csrfToken={visit.csrfToken()}
        form={form}
      >
        <SelectField form={form} name="api" label={text.api} choices={apis} required />
        <TextField form={form} name="profile" label={text.code} hint={text.codeHint} required maxlength={64} />
        <TextField form={form} name="nameFr" label={text.nameFr} required maxlength={200} />
        <TextField form={form} name="nameEn" label={text.nameEn} required maxlength={200} />
        <FormButtons label={text.addButton} />
      </Form>
    </Card>
  );
};

async function assignments(visit: AccountVisit, offer: Offer, applications: readonly Application[]) {
  const { language, services, actor } = visit;
  const text = texts[language].profiles;
  const provider = offer.declared.slug;
  const { items } = await run(services.registry, actor, listProfiles, { provider, limit: limits.pageRows });
  const names = new Map(applications.map(({ id, name }) => [id, name]));
  if (items.length === 0) {
    return (
      <EmptyState title={text.nobody}>
        <p>{text.nobodyWhy}</p>
      </EmptyState>
    );
  }
  return (
    <DataTable
      caption={text.assigned}
      rows={items}
      columns={[
        { title: text.application, names: true, cell: (row) => names.get(row.applicationId) ?? row.applicationId },
        { title: text.profile, cell: ({ api, profile }) => `${api}: ${profile}` },
        { title: text.since, cell: ({ assignedAt }) => formatDate(assignedAt, language) },
        {
          title: text.unassign,
          cell: ({ applicationId, api, profile }) => (
            <ActionButton
              action={addresses.consoleProfileUnassign.to({ provider })}
              csrfToken={visit.csrfToken()}
              fields={{ application: applicationId, profile: `${api}/${profile}` }}
              label={text.unassign}
            />
          ),
        },
      ]}
    />
  );
}

type AssignProps = Props & {
  readonly profiles: readonly Profile[];
  readonly applications: readonly Application[];
  readonly form: FormState;
};

const AssignForm = ({ visit, offer, profiles, applications, form }: AssignProps) => {
  const text = texts[visit.language].profiles;
  return (
    <Card title={text.assign}>
      <Form
        action={addresses.consoleProfileAssign.to({ provider: offer.declared.slug })}
        csrfToken={visit.csrfToken()}
        form={form}
      >
        <SelectField
          form={form}
          name="application"
          label={text.application}
          choices={applications.map(({ id, name }) => ({ value: id, label: name }))}
          required
        />
        <SelectField
          form={form}
          name="profile"
          label={text.profile}
          choices={profiles.map(({ api, code, name }) => ({
            value: `${api}/${code}`,
            label: `${api}: ${shown(name, visit)}`,
          }))}
          required
        />
        <FormButtons label={text.assignButton} />
      </Form>
    </Card>
  );
};

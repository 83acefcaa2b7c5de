/** The profile of who is logged in. */
import { z } from 'zod';
import { readProfile } from '#accounts/profile/read.ts';
import { updateProfile } from '#accounts/profile/update.ts';
import { SelectField, TextField, Tick } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { Facts, PageHead } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { formatDate } from '#ui/format.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { AccountTabs } from '#portal/pages/account/account-tabs.tsx';
import { texts } from '#portal/pages/account/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { tick } from '#portal/visit/form-fields.ts';
import { attempt, freshForm, readForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

const profileSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  language: z.enum(['', 'fr', 'en']),
  news: tick,
  surveys: tick,
});

const yearSeconds = 365 * 86_400;

export async function showProfile(visit: AccountVisit): Promise<Response> {
  const { name, language, wantsNews, wantsSurveys } = await readProfile(
    visit.services.registry,
    visit.session.accountId,
  );
  const ticks = { ...(wantsNews ? { news: 'on' } : {}), ...(wantsSurveys ? { surveys: 'on' } : {}) };
  return profilePage(visit, freshForm(visit, { name, language: language ?? '', ...ticks }));
}

/** Saves it; the language holds in this browser from here on, too. */
export async function sendProfile(visit: AccountVisit): Promise<Response> {
  const read = readForm(visit, profileSchema);
  if (!read.ok) return profilePage(visit, read.form, read.status);
  const { name, news, surveys } = read.value;
  const language = read.value.language === '' ? null : read.value.language;
  const profile = { name, language, wantsNews: news, wantsSurveys: surveys };
  const done = await attempt(visit, read.form, () => updateProfile(visit.services.registry, visit.session, profile));
  if (!done.ok) return profilePage(visit, done.form, done.status);
  if (language === null) visit.cookies.remove('guichet_language');
  else visit.cookies.set('guichet_language', language, yearSeconds);
  return seeOther(visit, addresses.profile.to(), texts[language ?? visit.language].profile.saved);
}

async function profilePage(visit: AccountVisit, form: FormState, status = 200): Promise<Response> {
  const text = texts[visit.language];
  const { profile: own } = text;
  const { email, createdAt } = await readProfile(visit.services.registry, visit.session.accountId);
  const languages = [
    { value: '', label: own.languages.none },
    { value: 'fr', label: own.languages.fr },
    { value: 'en', label: own.languages.en },
  ];
  return showPage(visit, {
    title: own.title,
    status,
    body: (
      <>
        <PageHead title={own.title} />
        <AccountTabs visit={visit} current="profile" />
        <Facts
          facts={[
            [
              text.email,
              <>
                {email} <a href={addresses.changeEmail.to()}>{own.changeEmail}</a>
              </>,
            ],
            [own.since, formatDate(createdAt, visit.language)],
          ]}
        />
        <Form action={addresses.profile.to()} csrfToken={visit.csrfToken()} form={form}>
          <TextField form={form} name="name" label={text.name} required autocomplete="name" maxlength={200} />
          <SelectField form={form} name="language" label={own.language} required choices={languages} />
          <Tick form={form} name="news" label={own.news} />
          <Tick form={form} name="surveys" label={own.surveys} />
          <FormButtons label={own.save} />
        </Form>
      </>
    ),
  });
}

/** The first tab of an application: what people have written about it, and what can be done with it. */
import { ActionButton } from '#ui/components/form.tsx';
import { Badge, Card, Facts } from '#ui/components/page-parts.tsx';
import { formatDate, formatMoment } from '#ui/format.ts';
import { words } from '#ui/words.ts';
import { addresses } from '#portal/addresses.ts';
import { readNamedApplication, showTab, type ShownApplication } from '#portal/pages/applications/frame.tsx';
import { texts } from '#portal/pages/applications/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

type Shown = { readonly visit: AccountVisit; readonly application: ShownApplication };

/** Shows it. @throws Problem `application.not_found` (404) */
export async function showDetails(visit: AccountVisit): Promise<Response> {
  const application = await readNamedApplication(visit);
  return showTab(visit, {
    ...{ application, tab: 'details' },
    actions: (
      <a class="button button-primary" href={addresses.editApplication.to({ application: application.id })}>
        {texts[visit.language].details.edit}
      </a>
    ),
    body: (
      <>
        <Description visit={visit} application={application} />
        <Danger visit={visit} application={application} />
      </>
    ),
  });
}

const Description = ({ visit, application }: Shown) => {
  const { language } = visit;
  const text = texts[language].details;
  const given = (value: string) =>
    value === '' ? <span class="field-hint">{text.nothing}</span> : <Lines text={value} />;
  return (
    <Card>
      <Facts
        facts={[
          [text.name, application.name],
          [text.description, given(application.description)],
          [text.organisation, application.organisation.name],
          [text.environment, words[language].environment[application.environment]],
          [text.responsible, given(application.responsible)],
          [text.email, <Contact visit={visit} application={application} />],
          [text.phone, given(application.phone)],
          [text.structure, given(application.structure)],
          [text.enabled, application.enabled ? words[language].yes : words[language].no],
          [text.status, text.statuses[application.status]],
          [text.createdBy, application.createdByName ?? text.createdBySystem],
          [text.created, formatDate(application.createdAt, language)],
          [text.picture, application.hasPicture ? <Picture visit={visit} application={application} /> : given('')],
        ]}
      />
      <p>
        <a href={addresses.applicationUsage.to({ application: application.id })}>{text.metrics}</a>
      </p>
    </Card>
  );
};

/** A text with the line ends that people typed. */
const Lines = ({ text }: { readonly text: string }) => (
  <>
    {text.split('\n').map((line, index) => (
      <>
        {index === 0 ? null : <br />}
        {line}
      </>
    ))}
  </>
);

const Picture = ({ visit, application: { id, name } }: Shown) => (
  <img
    class="application-picture"
    src={addresses.applicationPicture.to({ application: id })}
    alt={texts[visit.language].details.pictureOf(name)}
  />
);

const Contact = ({ visit, application: { id, email, emailVerifiedAt } }: Shown) => {
  const text = texts[visit.language].details;
  if (emailVerifiedAt !== null) {
    return (
      <>
        {email} <Badge kind="good">{text.verified(formatMoment(emailVerifiedAt, visit.language))}</Badge>
      </>
    );
  }
  return (
    <>
      {email} <Badge kind="waiting">{text.unverified}</Badge>
      <p class="field-hint">{text.unverifiedWhy}</p>
      <ActionButton
        action={addresses.contactLink.to({ application: id })}
        csrfToken={visit.csrfToken()}
        label={text.sendLink}
      />
    </>
  );
};

const Danger = ({ visit, application: { id, enabled } }: Shown) => {
  const text = texts[visit.language].details;
  const switchAddress = enabled ? addresses.disableApplication : addresses.enableApplication;
  return (
    <Card title={text.danger}>
      <p>{enabled ? text.disableWhy : text.enableWhy}</p>
      <div class="form-buttons">
        <ActionButton
          action={switchAddress.to({ application: id })}
          csrfToken={visit.csrfToken()}
          label={enabled ? text.disable : text.enable}
        />
        <a class="button button-danger" href={addresses.deleteApplication.to({ application: id })}>
          {text.delete}
        </a>
      </div>
    </Card>
  );
};

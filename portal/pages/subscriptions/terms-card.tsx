import type { z } from 'zod';
import type { listApplicationTerms } from '#registry/terms/of-application.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { Tick } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import { Badge, Card } from '#ui/components/page-parts.tsx';
import { formatDate, formatMoment } from '#ui/format.ts';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { apiParts } from '#portal/pages/subscriptions/reference-parts.ts';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import { freshForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

type Terms = z.output<typeof listApplicationTerms.output>['items'][number];

/** Text by the id of the version. */
export type TermsTexts = Map<string, string>;

type CardProps = {
  readonly visit: AccountVisit;
  readonly application: string;
  readonly terms: Terms;
  readonly texts: TermsTexts;
  readonly form: FormState;
};

const badges = { accepted: 'good', due: 'bad', renewal: 'waiting', later: 'plain' } as const;

/** One set of terms with its versions, and what there is to accept. */
export const TermsCard = (props: CardProps) => {
  const { visit, terms } = props;
  const { language } = visit;
  const text = texts[language].terms;
  return (
    <Card title={terms.title[language]}>
      <p>
        <Badge kind={badges[terms.state]}>{text.states[terms.state]}</Badge>
      </p>
      <p>
        {text.askedBy}
        {texts[language].colon} {terms.apis.length === 0 ? text.askedByNone : null}
        {terms.apis.map((reference, at) => (
          <>
            {at > 0 ? ', ' : ''}
            <a href={addresses.apiVersion.to(apiParts(reference))}>{reference}</a>
          </>
        ))}
      </p>
      <Consent {...props} />
      <Versions {...props} />
    </Card>
  );
};

/** What is to accept now, with its text to read first. */
const Consent = ({ visit, application, terms, texts: written, form }: CardProps) => {
  const { language } = visit;
  const text = texts[language].terms;
  const { wanted, state } = terms;
  if (wanted === null || state === 'accepted') return null;
  // Several forms stand on the page: a fault belongs to the version that was sent.
  const mine = form.given['version'] === wanted.id ? form : freshForm(visit);
  return (
    <>
      <p>{text[state](wanted.version, formatDate(wanted.effectiveAt, language))}</p>
      <details open>
        <summary>{text.text(wanted.version)}</summary>
        <TermsText label={text.text(wanted.version)} text={written.get(wanted.id)} />
      </details>
      <Form action={addresses.applicationTerms.to({ application })} csrfToken={visit.csrfToken()} form={mine}>
        <input type="hidden" name="version" value={wanted.id} />
        {mine.faults.map(({ message }) => (
          <p class="field-fault" id="fault-accepted">
            {message}
          </p>
        ))}
        <Tick form={mine} name="accepted" label={text.accept(wanted.version)} value={wanted.id} required />
        <FormButtons label={text.submit} />
      </Form>
    </>
  );
};

/** Long texts scroll by keyboard, too. */
const TermsText = ({ label, text }: { readonly label: string; readonly text: string | undefined }) => (
  <div class="as-typed terms-text" tabindex={0} role="region" aria-label={label}>
    {text}
  </div>
);

const Versions = ({ visit, terms, texts: written }: CardProps) => {
  const { language } = visit;
  const text = texts[language].terms;
  return (
    <DataTable
      caption={`${text.versions}: ${terms.title[language]}`}
      captionHidden
      rows={terms.versions}
      columns={[
        { title: text.version, names: true, cell: ({ version }) => version },
        { title: text.effective, cell: ({ effectiveAt }) => formatDate(effectiveAt, language) },
        {
          title: text.acceptedAt,
          cell: ({ acceptedAt, acceptedBy }) =>
            acceptedAt === null
              ? text.notAccepted
              : `${formatMoment(acceptedAt, language)} ${text.acceptedBy} ${acceptedBy ?? text.somebody}`,
        },
        {
          title: text.readText,
          cell: ({ id, version }) => (
            <details>
              <summary>{text.text(version)}</summary>
              <TermsText label={text.text(version)} text={written.get(id)} />
            </details>
          ),
        },
      ]}
    />
  );
};

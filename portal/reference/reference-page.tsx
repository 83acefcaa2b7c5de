/** The reading page of an API: its operations, definitions and samples, from the contract, without a script. */
import { Badge, Breadcrumbs, EmptyState, Notice, PageHead } from '#ui/components/page-parts.tsx';
import { limits } from '#base/limits.ts';
import { addresses } from '#portal/addresses.ts';
import { Attempt } from '#portal/console/attempt.tsx';
import { operationsOf, type ReferenceView } from '#portal/reference/contract/reference-view.ts';
import type { OperationView } from '#portal/reference/contract/operation-view.ts';
import { Description } from '#portal/reference/parts/description.tsx';
import { Operation, operationName } from '#portal/reference/parts/operation.tsx';
import { ApplicationChoice, Carries, TokenSample } from '#portal/reference/parts/preamble.tsx';
import { chosenLanguage, LanguageTabs, Sample } from '#portal/reference/parts/sample.tsx';
import { SchemaInside, SchemaLimits, SchemaType } from '#portal/reference/parts/schema.tsx';
import type { Language as SampleLanguage } from '#portal/reference/samples/languages.ts';
import { callSample } from '#portal/reference/samples/requests.ts';
import { apiValues, readSubject, type Subject } from '#portal/reference/subject.ts';
import { texts } from '#portal/reference/texts.ts';
import { showPage } from '#portal/show-page.tsx';
import { freshForm } from '#portal/visit/form.ts';
import type { Visit } from '#portal/visit/visit.ts';

/** @throws Problem `api.not_found` (404) */
export async function showReference(visit: Visit): Promise<Response> {
  const subject = await readSubject(visit);
  const text = texts[visit.language];
  const language = chosenLanguage(visit);
  const name = subject.api.name[visit.language];
  return showPage(visit, {
    title: text.title(name),
    description: text.description(name),
    body: (
      <div class="reference">
        <Head visit={visit} subject={subject} />
        {subject.reference === null ? <WithoutContract visit={visit} subject={subject} /> : null}
        <ApplicationChoice visit={visit} subject={subject} />
        <Carries visit={visit} subject={subject} />
        <LanguageTabs visit={visit} current={language} />
        <TokenSample visit={visit} subject={subject} language={language} />
        {subject.reference === null ? null : (
          <Contract visit={visit} subject={subject} reference={subject.reference} language={language} />
        )}
      </div>
    ),
  });
}

type Props = { readonly visit: Visit; readonly subject: Subject };

const Head = ({ visit, subject }: Props) => {
  const { api, reference } = subject;
  const text = texts[visit.language];
  const name = api.name[visit.language];
  const values = apiValues(api);
  return (
    <>
      <Breadcrumbs
        label={text.crumbs}
        crumbs={[
          { label: text.catalogue, href: addresses.catalogue.to() },
          { label: `${name} ${api.version}`, href: addresses.apiVersion.to(values) },
          { label: text.reference },
        ]}
      />
      <PageHead
        title={text.title(`${name} ${api.version}`)}
        lead={<Badge kind={api.status === 'published' ? 'good' : 'waiting'}>{text.status[api.status]}</Badge>}
        actions={
          reference === null || visit.session === null ? undefined : (
            <a class="button button-plain" href={addresses.tryIt.to(values, { application: subject.chosen?.id })}>
              {text.tryWithScalar}
            </a>
          )
        }
      />
      <Description text={reference?.description || api.description[visit.language]} />
    </>
  );
};

const WithoutContract = ({ visit, subject }: Props) => {
  const text = texts[visit.language].noContract;
  const mail = subject.api.administrator || subject.api.approver;
  return (
    <EmptyState title={text.title}>
      <p>{text.text}</p>
      {mail === '' ? (
        <p>{text.noMail}</p>
      ) : (
        <p>
          {text.write} <a href={`mailto:${mail}`}>{mail}</a>
        </p>
      )}
    </EmptyState>
  );
};

type ContractProps = Props & { readonly reference: ReferenceView; readonly language: SampleLanguage };

const Contract = ({ visit, subject, reference, language }: ContractProps) => {
  const text = texts[visit.language];
  const inline = operationsOf(reference).length <= limits.referenceForms;
  return (
    <>
      {reference.cut ? (
        <Notice kind="warning">
          <p>{text.cut}</p>
        </Notice>
      ) : null}
      <Contents
        reference={reference}
        label={text.contents}
        other={text.otherOperations}
        definitions={text.definitions}
      />
      {reference.groups.map((group) => (
        <section aria-labelledby={group.anchor}>
          <h2 id={group.anchor}>{group.name || text.otherOperations}</h2>
          <Description text={group.description} />
          {group.operations.map((operation) => (
            <Operation
              operation={operation}
              language={visit.language}
              sample={<CallSample visit={visit} subject={subject} operation={operation} language={language} />}
              attempt={
                <Attempt
                  visit={visit}
                  subject={subject}
                  operation={operation}
                  form={freshForm(visit)}
                  inline={inline}
                />
              }
            />
          ))}
        </section>
      ))}
      {reference.definitions.length === 0 ? null : <Definitions visit={visit} reference={reference} />}
    </>
  );
};

type CallSampleProps = Props & { readonly operation: OperationView; readonly language: SampleLanguage };

export const CallSample = ({ visit, subject, operation, language }: CallSampleProps) => {
  const { api, deployment, issuer, chosen } = subject;
  if (deployment === null) return null;
  const clientId = chosen?.credential.clientId ?? null;
  const { places } = visit.services.console;
  const request = callSample({ api, deployment, issuer, clientId, places }, operation);
  return <Sample visit={visit} language={language} name={operationName(operation)} request={request} />;
};

type ContentsProps = {
  readonly reference: ReferenceView;
  readonly label: string;
  readonly other: string;
  readonly definitions: string;
};

const Contents = ({ reference, label, other, definitions }: ContentsProps) => (
  <nav class="contents" aria-label={label}>
    <details open>
      <summary>{label}</summary>
      <ul>
        {reference.groups.map((group) => (
          <li>
            <a href={`#${group.anchor}`}>{group.name || other}</a>
            <ul>
              {group.operations.map((operation) => (
                <li>
                  <a href={`#${operation.anchor}`}>{operationName(operation)}</a>
                </li>
              ))}
            </ul>
          </li>
        ))}
        {reference.definitions.length === 0 ? null : (
          <li>
            <a href="#definitions">{definitions}</a>
          </li>
        )}
      </ul>
    </details>
  </nav>
);

const Definitions = ({ visit, reference }: { readonly visit: Visit; readonly reference: ReferenceView }) => {
  const text = texts[visit.language];
  return (
    <section aria-labelledby="definitions">
      <h2 id="definitions">{text.definitions}</h2>
      {reference.definitions.map(({ anchor, name, schema }) => (
        <section class="definition" id={anchor} aria-labelledby={`${anchor}-name`}>
          <h3 id={`${anchor}-name`}>{name}</h3>
          <p>
            <SchemaType schema={{ ...schema, definition: null }} text={text} />
          </p>
          <Description text={schema.description} />
          <SchemaLimits schema={schema} text={text} />
          <SchemaInside schema={schema} text={text} />
        </section>
      ))}
    </section>
  );
};

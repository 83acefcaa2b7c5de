/** One operation's test: its form, and what was answered. Works without a script. */
import { Breadcrumbs, CodeBlock, Facts, Notice, PageHead } from '#ui/components/page-parts.tsx';
import { DataTable } from '#ui/components/data-table.tsx';
import { formatBytes, formatNumber } from '#ui/format.ts';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { AttemptForm } from '#portal/console/attempt.tsx';
import type { GatewayAnswer } from '#portal/console/call-gateway.ts';
import { shownFields } from '#portal/console/fields.ts';
import { answerText } from '#portal/console/answer-text.ts';
import { testerOf } from '#portal/console/tester.ts';
import { faultsIn, parameterField, personIn, fieldText, triedCall } from '#portal/console/tried-form.ts';
import { reasonOf, tryCall, type TriedCall } from '#portal/console/try-call.ts';
import type { OperationView } from '#portal/reference/contract/operation-view.ts';
import { operationsOf } from '#portal/reference/contract/reference-view.ts';
import { operationName } from '#portal/reference/parts/operation.tsx';
import { ApplicationChoice } from '#portal/reference/parts/preamble.tsx';
import { CallSample } from '#portal/reference/reference-page.tsx';
import { chosenLanguage } from '#portal/reference/parts/sample.tsx';
import { apiValues, readSubject, type Subject } from '#portal/reference/subject.ts';
import { texts } from '#portal/reference/texts.ts';
import { pageNotFound } from '#portal/refusal-page.tsx';
import { seeOther } from '#portal/answer.ts';
import { showPage } from '#portal/show-page.tsx';
import { attempt, freshForm } from '#portal/visit/form.ts';
import { query, type AccountVisit, type Visit } from '#portal/visit/visit.ts';

type Tried = { readonly call: TriedCall; readonly answer: GatewayAnswer };

/** @throws Problem `api.not_found`, `page.not_found` (404) */
function operationOf(visit: Visit, { reference }: Subject): OperationView {
  const asked = query(visit, 'operation');
  const found = reference === null ? undefined : operationsOf(reference).find(({ anchor }) => anchor === asked);
  if (found === undefined) throw pageNotFound();
  return found;
}

/** Shows the form of one operation. */
export async function showTry(visit: AccountVisit): Promise<Response> {
  const subject = await readSubject(visit);
  const operation = operationOf(visit, subject);
  if (subject.chosen === null) return seeOther(visit, addresses.reference.to(apiValues(subject.api)));
  const form = freshForm(visit, givenIn(visit, operation));
  return showForm(visit, { subject, operation, form, tried: null, status: 200 });
}

/** What the address fills the form with: parameters by the names of their fields. */
function givenIn(visit: Visit, operation: OperationView): FormState['given'] {
  const fields = operation.parameters.map((parameter) => parameterField(operation, parameter));
  const given = fields.map((name) => [name, query(visit, name).slice(0, 1_000)] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

/** Makes the call that the form asks for, and shows the form again with the answer. */
export async function sendTry(visit: AccountVisit): Promise<Response> {
  const subject = await readSubject(visit);
  const operation = operationOf(visit, subject);
  const sent = visit.form ?? new FormData();
  const state = stateOf(visit, sent, operation);
  const faults = faultsIn(sent, operation, texts[visit.language]);
  if (faults.length > 0) {
    return showForm(visit, { subject, operation, form: { ...state, faults }, tried: null, status: 422 });
  }
  const outcome = await attempt(visit, state, async () => {
    const tester = testerOf(visit, subject, personIn(sent));
    const where = { places: visit.services.console.places, deployment: tester.deployment };
    const call = await triedCall(sent, operation, where);
    return { call, answer: await tryCall(tester, call) };
  });
  const { form } = outcome;
  return outcome.ok
    ? showForm(visit, { subject, operation, form, tried: outcome.value, status: 200 })
    : showForm(visit, { subject, operation, form, tried: null, status: outcome.status });
}

/** The form as it was sent; the password is not written back. */
function stateOf(visit: Visit, sent: FormData, operation: OperationView): FormState {
  const names = ['body', 'username', ...operation.parameters.map((parameter) => parameterField(operation, parameter))];
  const given = Object.fromEntries(names.filter((name) => sent.has(name)).map((name) => [name, fieldText(sent, name)]));
  return freshForm(visit, given);
}

type Shown = {
  readonly subject: Subject;
  readonly operation: OperationView;
  readonly form: FormState;
  readonly tried: Tried | null;
  readonly status: number;
};

function showForm(visit: AccountVisit, { subject, operation, form, tried, status }: Shown): Promise<Response> {
  const text = texts[visit.language];
  const { api } = subject;
  const name = operationName(operation);
  const back = addresses.reference.to(apiValues(api), { application: subject.chosen?.id });
  const language = chosenLanguage(visit);
  return showPage(visit, {
    title: text.try.heading(name),
    status,
    body: (
      <div class="reference">
        <Breadcrumbs
          label={text.crumbs}
          crumbs={[
            { label: text.catalogue, href: addresses.catalogue.to() },
            { label: `${api.name[visit.language]} ${api.version}`, href: addresses.apiVersion.to(apiValues(api)) },
            { label: text.reference, href: `${back}#${operation.anchor}` },
            { label: name },
          ]}
        />
        <PageHead title={text.try.heading(name)} lead={<code>{`${operation.method} ${operation.path}`}</code>} />
        {tried === null ? null : <Answer visit={visit} subject={subject} tried={tried} />}
        {subject.chosen === null ? (
          <ApplicationChoice visit={visit} subject={subject} />
        ) : (
          <AttemptForm {...{ visit, subject, operation, form, alone: true }} />
        )}
        <details>
          <summary>{text.operation.code}</summary>
          <CallSample {...{ visit, subject, operation, language }} />
        </details>
      </div>
    ),
  });
}

const Answer = ({
  visit,
  subject,
  tried,
}: {
  readonly visit: Visit;
  readonly subject: Subject;
  readonly tried: Tried;
}) => {
  const { call, answer } = tried;
  const text = texts[visit.language].try;
  const refused = reasonOf(answer) !== '' && answer.status >= 400;
  const duration = `${formatNumber(Math.max(1, Math.round(answer.durationMs)), visit.language)} ${text.milliseconds}`;
  return (
    <section class="answer" aria-labelledby="answer">
      <h2 id="answer">{text.answer}</h2>
      {refused ? (
        <Notice kind="fault" title={text.refused}>
          <p>
            <a href={addresses.why.to({ application: subject.chosen?.id ?? '', ...apiValues(subject.api) })}>
              {text.why}
            </a>
          </p>
        </Notice>
      ) : null}
      <Facts
        facts={[
          [text.called, <code>{`${call.method} ${call.address}`}</code>],
          [text.status, <code>{String(answer.status)}</code>],
          [text.duration, duration],
        ]}
      />
      <AnswerContent visit={visit} answer={answer} />
      <details>
        <summary>{text.fields}</summary>
        <DataTable
          caption={text.fields}
          captionHidden
          rows={shownFields(answer.fields)}
          columns={[
            { title: text.fieldName, names: true, cell: ([name]) => <code>{name}</code> },
            { title: text.fieldValue, cell: ([, value]) => <code>{value}</code> },
          ]}
        />
        <p class="field-hint">{text.relayed}</p>
      </details>
    </section>
  );
};

const AnswerContent = ({ visit, answer }: { readonly visit: Visit; readonly answer: GatewayAnswer }) => {
  const text = texts[visit.language].try;
  const size = formatBytes(answer.body.length, visit.language);
  if (answer.body.length === 0) return <p>{text.noContent}</p>;
  const content = answerText(answer);
  return (
    <>
      {content === null ? (
        <p>{text.binary(size)}</p>
      ) : (
        <CodeBlock language={visit.language} label={text.content} code={content} />
      )}
      {answer.cut ? <p>{text.cut(size)}</p> : null}
    </>
  );
};

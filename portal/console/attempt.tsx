/** The way to try an operation out from the reference: its form, or what is needed before. */
import { FileField, TextArea, TextField } from '#ui/components/field.tsx';
import { Form, FormButtons } from '#ui/components/form.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { needsPerson } from '#portal/console/prove.ts';
import { parameterField, partField } from '#portal/console/tried-form.ts';
import type { OperationView } from '#portal/reference/contract/operation-view.ts';
import { apiValues, type Subject } from '#portal/reference/subject.ts';
import { texts } from '#portal/reference/texts.ts';
import type { Visit } from '#portal/visit/visit.ts';

type Props = {
  readonly visit: Visit;
  readonly subject: Subject;
  readonly operation: OperationView;
  readonly form: FormState;
};

/** The address of the form's own page. */
function formAddress({ subject, operation }: Pick<Props, 'subject' | 'operation'>): string {
  const asked = { operation: operation.anchor, application: subject.chosen?.id };
  return addresses.tryOperation.to(apiValues(subject.api), asked);
}

/** On the reading page: the form folded away, or a link to it where the page would become too long. */
export const Attempt = (props: Props & { readonly inline: boolean }) => {
  const { visit, subject, operation, inline } = props;
  const text = texts[visit.language].try;
  if (visit.session === null || subject.chosen === null) return null;
  if (!inline) {
    return (
      <p>
        <a class="button button-plain" href={formAddress({ subject, operation })}>
          {text.open}
        </a>
      </p>
    );
  }
  return (
    <details>
      <summary>{text.title}</summary>
      <AttemptForm {...props} />
    </details>
  );
};

/** Ids must be unique on a page that holds many of these forms: unless it is alone, its fields are named after its operation. */
export const AttemptForm = ({ visit, subject, operation, form, alone }: Props & { readonly alone?: boolean }) => {
  const text = texts[visit.language].try;
  const [content] = operation.body?.contents ?? [];
  const scope = alone === true ? undefined : operation.anchor;
  return (
    <Form
      action={formAddress({ subject, operation })}
      csrfToken={visit.csrfToken()}
      form={form}
      files={content?.mediaType === 'multipart/form-data'}
    >
      <p class="field-hint">{text.lead(subject.chosen?.name ?? '')}</p>
      {operation.parameters
        .filter(({ place }) => place !== 'cookie')
        .map((parameter) => (
          <TextField
            {...{ form, scope }}
            name={parameterField(operation, parameter)}
            label={`${parameter.name} (${texts[visit.language].operation.places[parameter.place]})`}
            required={parameter.required}
            value={form.given[parameterField(operation, parameter)] === undefined ? parameter.example : ''}
          />
        ))}
      {content === undefined ? null : content.mediaType === 'multipart/form-data' ? (
        content.schema.properties.map(({ name, required }, at) =>
          operation.body?.fileFields.includes(name) === true ? (
            <FileField {...{ form, scope, required }} name={partField(at)} label={name} />
          ) : (
            <TextField {...{ form, scope, required }} name={partField(at)} label={name} />
          ),
        )
      ) : (
        <TextArea
          form={form.given['body'] === undefined ? { ...form, given: { ...form.given, body: content.example } } : form}
          {...{ scope, name: 'body', rows: 8, required: operation.body?.required === true }}
          label={`${text.body} (${content.mediaType})`}
        />
      )}
      {needsPerson(subject) ? (
        <>
          <TextField
            {...{ form, scope }}
            name="username"
            type="email"
            label={text.account}
            autocomplete="off"
            required
          />
          <TextField
            {...{ form, scope }}
            name="password"
            type="password"
            label={text.password}
            hint={text.personHint}
            autocomplete="off"
            required
          />
        </>
      ) : null}
      <FormButtons label={text.send} />
    </Form>
  );
};

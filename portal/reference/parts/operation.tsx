/** One operation of the reference: what it takes, what it gives, how it is called. */
import type { Child } from 'hono/jsx';
import { Badge, CodeBlock } from '#ui/components/page-parts.tsx';
import { DataTable } from '#ui/components/data-table.tsx';
import type { Language } from '#base/language.ts';
import type {
  ContentView,
  OperationView,
  ParameterView,
  ResponseView,
} from '#portal/reference/contract/operation-view.ts';
import { Description, DescriptionLine } from '#portal/reference/parts/description.tsx';
import { SchemaInside, SchemaLimits, SchemaType } from '#portal/reference/parts/schema.tsx';
import { texts } from '#portal/reference/texts.ts';

type Props = {
  readonly operation: OperationView;
  readonly language: Language;
  /** Its sample. */
  readonly sample: Child;
  /** The way to try it out. */
  readonly attempt: Child;
};

/** What an operation is called: its summary, or its method and path. */
export function operationName({ summary, method, path }: OperationView): string {
  return summary === '' ? `${method} ${path}` : summary;
}

export const Operation = ({ operation, language, sample, attempt }: Props) => {
  const text = texts[language];
  const name = operationName(operation);
  return (
    <section class="operation" id={operation.anchor} aria-labelledby={`${operation.anchor}-name`}>
      <h3 id={`${operation.anchor}-name`}>
        {name}{' '}
        <a class="anchor" href={`#${operation.anchor}`} aria-label={text.operation.link(name)}>
          #
        </a>
      </h3>
      <p class="operation-line">
        <Badge>{operation.method}</Badge> <code>{operation.path}</code>
        {operation.deprecated ? <Badge kind="waiting">{text.operation.deprecated}</Badge> : null}
      </p>
      <Description text={operation.description} />
      <Parameters parameters={operation.parameters} language={language} name={name} />
      {operation.body === null ? null : (
        <details open>
          <summary>{text.operation.body}</summary>
          {operation.body.required ? <p>{text.operation.bodyRequired}</p> : null}
          <Description text={operation.body.description} />
          {operation.body.contents.map((content) => (
            <Content content={content} language={language} label={`${text.operation.body} – ${name}`} />
          ))}
        </details>
      )}
      <details open>
        <summary>{text.operation.responses}</summary>
        {operation.responses.length === 0 ? <p>{text.operation.noResponses}</p> : null}
        {operation.responses.map((response) => (
          <Response response={response} language={language} name={name} />
        ))}
      </details>
      <Security security={operation.security} language={language} />
      <details>
        <summary>{text.operation.code}</summary>
        {sample}
      </details>
      {attempt}
    </section>
  );
};

type ParametersProps = {
  readonly parameters: readonly ParameterView[];
  readonly language: Language;
  /** Of the operation: several tables stand on one page. */
  readonly name: string;
};

const Parameters = (props: ParametersProps) => {
  const text = texts[props.language];
  if (props.parameters.length === 0) return null;
  return (
    <details open>
      <summary>{text.operation.parameters}</summary>
      <DataTable
        caption={`${text.operation.parameters} – ${props.name}`}
        captionHidden
        rows={props.parameters}
        columns={[
          {
            title: text.operation.name,
            names: true,
            cell: ({ name, required, deprecated }) => (
              <>
                <code>{name}</code>
                {required ? <span class="schema-required"> {text.operation.required}</span> : null}
                {deprecated ? <span class="schema-limit"> {text.schema.deprecated}</span> : null}
              </>
            ),
          },
          { title: text.operation.place, cell: ({ place }) => text.operation.places[place] },
          { title: text.operation.type, cell: ({ schema }) => <SchemaType schema={schema} text={text} /> },
          {
            title: text.operation.text,
            cell: ({ description, schema }) => (
              <>
                <DescriptionLine text={description || schema.description} />
                <SchemaLimits schema={schema} text={text} />
              </>
            ),
          },
        ]}
      />
    </details>
  );
};

const Response = (props: { readonly response: ResponseView; readonly language: Language; readonly name: string }) => {
  const { response, language, name } = props;
  const text = texts[language];
  return (
    <div class="response">
      <h4>
        <code>{response.status}</code>
      </h4>
      <Description text={response.description} />
      {response.headers.length === 0 ? null : (
        <>
          <p class="schema-limit">{text.operation.headers}</p>
          <ul class="schema-properties">
            {response.headers.map((header) => (
              <li>
                <code>{header.name}</code> <SchemaType schema={header.schema} text={text} />{' '}
                <DescriptionLine text={header.description} />
              </li>
            ))}
          </ul>
        </>
      )}
      {response.contents.map((content) => (
        <Content content={content} language={language} label={`${response.status} – ${name}`} />
      ))}
    </div>
  );
};

type ContentProps = { readonly content: ContentView; readonly language: Language; readonly label: string };

const Content = ({ content, language, label }: ContentProps) => {
  const text = texts[language];
  const { mediaType, schema, example } = content;
  return (
    <div class="content">
      <p>
        <code>{mediaType}</code> <SchemaType schema={schema} text={text} />{' '}
        <DescriptionLine text={schema.description} />
      </p>
      <SchemaInside schema={schema} text={text} />
      {example === '' ? null : (
        <details>
          <summary>{text.operation.example}</summary>
          <CodeBlock language={language} label={`${text.operation.example} – ${label} – ${mediaType}`} code={example} />
        </details>
      )}
    </div>
  );
};

const Security = (props: { readonly security: OperationView['security']; readonly language: Language }) => {
  const text = texts[props.language].operation;
  if (props.security.length === 0) return null;
  const one = ({ schemes, scopes }: OperationView['security'][number]): string => {
    if (schemes.length === 0) return text.nobody;
    return schemes.join(' + ') + (scopes.length === 0 ? '' : ` (${scopes.join(', ')})`);
  };
  return (
    <p class="schema-limit">
      {text.security}: <code>{props.security.map(one).join(' / ')}</code>
    </p>
  );
};

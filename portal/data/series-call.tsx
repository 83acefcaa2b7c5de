/** The call by which a program gets what the page shows, and the way to try it out. */
import { addresses } from '#portal/addresses.ts';
import { parameterField } from '#portal/console/tried-form.ts';
import type { Series } from '#portal/data/shapes.ts';
import { texts } from '#portal/data/texts.ts';
import type { OperationView } from '#portal/reference/contract/operation-view.ts';
import { operationsOf } from '#portal/reference/contract/reference-view.ts';
import { languageOf } from '#portal/reference/samples/languages.ts';
import { printSample } from '#portal/reference/samples/print.ts';
import { getSample } from '#portal/reference/samples/requests.ts';
import { apiValues, type Subject } from '#portal/reference/subject.ts';
import type { Visit } from '#portal/visit/visit.ts';
import { CodeBlock } from '#ui/components/page-parts.tsx';

type Props = { readonly visit: Visit; readonly subject: Subject; readonly series: Series };

export const SeriesCall = ({ visit, subject, series }: Props) => {
  const text = texts[visit.language];
  const { api, deployment, issuer, chosen } = subject;
  if (deployment === null) return null;
  const { places } = visit.services.console;
  const request = getSample({ api, deployment, issuer, places, clientId: chosen?.credential.clientId ?? null }, series.call);
  const [product] = api.products;
  return (
    <>
      <h2>{text.call}</h2>
      <p>{text.callText}</p>
      <CodeBlock
        language={visit.language}
        label={text.callSample}
        code={printSample(languageOf('curl'), request)}
      />
      <p class="field-hint">{chosen === null ? text.notYours : text.yours(chosen.name)}</p>
      <p class="links">
        <TryLink {...{ visit, subject, series }} />
        {product === undefined ? null : (
          <a class="button button-plain" href={subscribeAddress(product)}>
            {text.subscribe}
          </a>
        )}
      </p>
    </>
  );
};

/** From `provider/slug`. */
function subscribeAddress(reference: string): string {
  const [provider = '', product = ''] = reference.split('/', 2);
  return addresses.subscribe.to({ provider, product });
}

const TryLink = ({ visit, subject, series }: Props) => {
  const filled = operationFor(subject, series.call);
  const address =
    filled === null
      ? addresses.tryIt.to(apiValues(subject.api))
      : addresses.tryOperation.to(apiValues(subject.api), {
          operation: filled.operation.anchor,
          application: subject.chosen?.id,
          ...filled.fields,
        });
  return (
    <a class="button button-plain" href={address}>
      {texts[visit.language].tryIt}
    </a>
  );
};

type Filled = { readonly operation: OperationView; readonly fields: Readonly<Record<string, string>> };

/** The operation of the contract that a call is one of, and what its form is filled with; null: none, or no contract. */
function operationFor({ reference }: Subject, call: string): Filled | null {
  const { pathname, searchParams } = new URL(call, 'http://service.invalid');
  for (const operation of reference === null ? [] : operationsOf(reference)) {
    const inPath = operation.method === 'GET' ? valuesIn(operation.path, pathname) : null;
    if (inPath === null) continue;
    const fields = operation.parameters.map((parameter) => {
      const value = parameter.place === 'path' ? inPath.get(parameter.name) : searchParams.get(parameter.name);
      return [parameterField(operation, parameter), value ?? ''] as const;
    });
    return { operation, fields: Object.fromEntries(fields) };
  }
  return null;
}

/** The values of `/data/{name}`'s parameters in a path; null: it is another path. */
function valuesIn(template: string, path: string): ReadonlyMap<string, string> | null {
  const [wanted, given] = [template.split('/'), path.split('/')];
  if (wanted.length !== given.length) return null;
  const values = new Map<string, string>();
  for (const [index, part] of wanted.entries()) {
    const name = /^\{([^{}]+)\}$/.exec(part)?.[1];
    const value = given[index] ?? '';
    if (name === undefined && part !== value) return null;
    if (name !== undefined) values.set(name, value);
  }
  return values;
}

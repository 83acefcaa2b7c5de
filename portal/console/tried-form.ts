/** From the fields of a test's form to the call that they ask for. */
import { percentEncode } from '#portal/reference/samples/tame.ts';
import { baseAddress, type Deployment, type Places } from '#portal/console/places.ts';
import type { Person } from '#portal/console/fetch-token.ts';
import type { Field } from '#portal/console/fields.ts';
import type { TriedCall } from '#portal/console/try-call.ts';
import type { OperationView, ParameterView } from '#portal/reference/contract/operation-view.ts';
import type { ReferenceTexts } from '#portal/reference/en.ts';
import type { FieldFault } from '#ui/form-state.ts';

/** The name of a parameter's field: by its number, since names in contracts hold what no id may. */
export function parameterField({ parameters }: OperationView, parameter: ParameterView): string {
  return `parameter-${parameters.indexOf(parameter)}`;
}

/** The name of the field for a part of a multipart body. */
export function partField(at: number): string {
  return `part-${at}`;
}

/** The text in the field `name`; empty when there is none. Browsers send line ends as CR LF. */
export function fieldText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : '';
}

/** What the form says of the access account; null: nothing. */
export function personIn(form: FormData): Person | null {
  const username = fieldText(form, 'username').trim();
  const password = fieldText(form, 'password');
  return username === '' && password === '' ? null : { username, password };
}

/** What is missing, or cannot be sent. */
export function faultsIn(form: FormData, operation: OperationView, text: ReferenceTexts): FieldFault[] {
  return operation.parameters.flatMap((parameter) => {
    const path = parameterField(operation, parameter);
    const value = fieldText(form, path);
    if (parameter.place === 'path' && value === '') return [{ path, message: text.try.requiredFault(parameter.name) }];
    const sent = parameter.place !== 'header' || /^[\x20-\x7e]*$/.test(value);
    return sent ? [] : [{ path, message: text.try.badHeader(parameter.name) }];
  });
}

/** The call; parameters that were left empty are left out. */
export async function triedCall(
  form: FormData,
  operation: OperationView,
  where: { readonly places: Places; readonly deployment: Deployment },
): Promise<TriedCall> {
  const given = (place: ParameterView['place']) =>
    operation.parameters
      .filter((parameter) => parameter.place === place)
      .map((parameter) => ({ ...parameter, value: fieldText(form, parameterField(operation, parameter)) }))
      .filter(({ value }) => value !== '');
  const inPath = new Map(given('path').map(({ name, value }) => [name, value]));
  const path = operation.path.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => percentEncode(inPath.get(name) ?? ''));
  const query = given('query').flatMap(({ name, value, schema }) =>
    (schema.types.includes('array') ? value.split(',') : [value]).map(
      (one) => `${percentEncode(name)}=${percentEncode(one)}`,
    ),
  );
  const { type, body } = await bodyIn(form, operation);
  return {
    method: operation.method,
    address: baseAddress(where.places, where.deployment) + path + (query.length === 0 ? '' : `?${query.join('&')}`),
    fields: [
      ...given('header').map(({ name, value }): Field => [name, value]),
      ...(type === null ? [] : [['content-type', type] as const]),
    ],
    body,
  };
}

type TriedBody = { readonly type: string | null; readonly body: Uint8Array | null };

async function bodyIn(form: FormData, operation: OperationView): Promise<TriedBody> {
  const [content] = operation.body?.contents ?? [];
  if (content === undefined) return { type: null, body: null };
  if (content.mediaType === 'multipart/form-data') return multipartIn(form, content.schema.properties);
  const text = fieldText(form, 'body');
  return text === '' ? { type: null, body: null } : { type: content.mediaType, body: Buffer.from(text) };
}

async function multipartIn(form: FormData, properties: readonly { readonly name: string }[]): Promise<TriedBody> {
  const sent = new FormData();
  for (const [at, { name }] of properties.entries()) {
    const value = form.get(partField(at));
    if (value instanceof File && value.size > 0) sent.set(name, value);
    if (typeof value === 'string' && value !== '') sent.set(name, value);
  }
  const whole = new Response(sent);
  return { type: whole.headers.get('content-type'), body: Buffer.from(await whole.arrayBuffer()) };
}

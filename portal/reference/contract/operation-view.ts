/** One operation of a contract as the page shows it. */
import { listOf, objectOf, ownOf, shownValue, textOf, textsOf, type JsonObject } from '#registry/contracts/json.ts';
import { exampleOf } from '#portal/reference/contract/example.ts';
import { resolve } from '#registry/contracts/pointer.ts';
import { viewBody, viewSchema, type SchemaContext, type SchemaView } from '#portal/reference/contract/schema-view.ts';

export type ParameterView = {
  readonly name: string;
  readonly place: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  readonly deprecated: boolean;
  /** Markdown. */
  readonly description: string;
  readonly schema: SchemaView;
  /** What a sample and the form begin with; empty: nothing. */
  readonly example: string;
};

export type ContentView = {
  readonly mediaType: string;
  readonly schema: SchemaView;
  /** Body as one would send or receive it; empty when none can be made. */
  readonly example: string;
};

export type BodyView = {
  readonly required: boolean;
  readonly description: string;
  readonly contents: readonly ContentView[];
  /** Fields of a form body that are files. */
  readonly fileFields: readonly string[];
};

export type ResponseView = {
  /** `200`, `4XX`, `default`. */
  readonly status: string;
  readonly description: string;
  readonly headers: readonly { readonly name: string; readonly description: string; readonly schema: SchemaView }[];
  readonly contents: readonly ContentView[];
};

export type OperationView = {
  readonly anchor: string;
  /** In capitals. */
  readonly method: string;
  /** Below the base path: `/dossiers/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly deprecated: boolean;
  readonly tags: readonly string[];
  readonly parameters: readonly ParameterView[];
  readonly body: BodyView | null;
  readonly responses: readonly ResponseView[];
  /** What its callers prove themselves with, as the contract says: any one of these. */
  readonly security: readonly { readonly schemes: readonly string[]; readonly scopes: readonly string[] }[];
};

type Found = {
  readonly anchor: string;
  readonly method: string;
  readonly path: string;
  readonly item: JsonObject;
  readonly operation: JsonObject;
};

/** Makes the view of an operation that stands under `item` (its path) in the contract. */
export function viewOperation(context: SchemaContext, found: Found): OperationView {
  const { item, operation } = found;
  return {
    anchor: found.anchor,
    method: found.method.toUpperCase(),
    path: found.path,
    summary: textOf(operation['summary']) || textOf(item['summary']),
    description: textOf(operation['description']) || textOf(item['description']),
    deprecated: operation['deprecated'] === true,
    tags: textsOf(operation['tags']),
    parameters: viewParameters(context, item, operation),
    body: 'requestBody' in operation ? viewRequestBody(context, operation['requestBody']) : null,
    responses: Object.entries(objectOf(operation['responses']))
      .filter(([status]) => !status.startsWith('x-'))
      .map(([status, response]) => viewResponse(context, status, response)),
    security: viewSecurity(operation['security'] ?? context.contract['security']),
  };
}

const places = ['path', 'query', 'header', 'cookie'] as const;

/** Fields that OpenAPI keeps out of parameters (3.1 §4.8.12.2): they are said elsewhere. */
const ignoredHeaders = new Set(['accept', 'content-type', 'authorization']);

/** Those of the operation come over those of its path with the same place and name. */
function viewParameters(context: SchemaContext, item: JsonObject, operation: JsonObject): ParameterView[] {
  const views = new Map<string, ParameterView>();
  for (const declared of [...listOf(item['parameters']), ...listOf(operation['parameters'])]) {
    const { value } = resolve(context.contract, declared);
    const place = places.find((one) => one === value['in']);
    const name = textOf(value['name']);
    if (place === undefined || name === '') continue;
    if (place === 'header' && ignoredHeaders.has(name.toLowerCase())) continue;
    views.set(`${place} ${name}`, viewParameter(context, value, place, name));
  }
  const all = [...views.values()];
  return places.flatMap((place) => all.filter((view) => view.place === place));
}

function viewParameter(
  context: SchemaContext,
  value: JsonObject,
  place: ParameterView['place'],
  name: string,
): ParameterView {
  const [content] = Object.values(objectOf(value['content']));
  const schema = value['schema'] ?? objectOf(content)['schema'];
  return {
    name,
    place,
    required: value['required'] === true || place === 'path',
    deprecated: value['deprecated'] === true,
    description: textOf(value['description']),
    schema: viewSchema(context, schema),
    example: parameterExample(context, value, schema),
  };
}

function parameterExample({ contract }: SchemaContext, value: JsonObject, schema: unknown): string {
  if ('example' in value) return shownValue(value['example']);
  const [named] = Object.values(objectOf(value['examples']));
  const resolved = resolve(contract, named).value;
  if ('value' in resolved) return shownValue(resolved['value']);
  const made = value['required'] === true || value['in'] === 'path' ? exampleOf(contract, schema) : undefined;
  return made === undefined ? '' : Array.isArray(made) ? made.map(shownValue).join(',') : shownValue(made);
}

function viewRequestBody(context: SchemaContext, declared: unknown): BodyView {
  const { value } = resolve(context.contract, declared);
  return {
    required: value['required'] === true,
    description: textOf(value['description']),
    contents: viewContents(context, value['content']),
    fileFields: fileFieldsOf(context, objectOf(value['content'])),
  };
}

/** The fields of a multipart body that carry bytes: `format: binary` (3.0) or a media type of their own (3.1). */
function fileFieldsOf({ contract }: SchemaContext, content: JsonObject): string[] {
  const media = objectOf(ownOf(content, 'multipart/form-data'));
  const { value } = resolve(contract, media['schema']);
  return Object.entries(objectOf(value['properties']))
    .filter(([, property]) => {
      const field = resolve(contract, property).value;
      return field['format'] === 'binary' || 'contentMediaType' in field;
    })
    .map(([name]) => name);
}

function viewContents(context: SchemaContext, declared: unknown): ContentView[] {
  return Object.entries(objectOf(declared)).map(([mediaType, content]) => {
    const media = objectOf(content);
    return {
      mediaType,
      schema: viewBody(context, media['schema']),
      example: contentExample(context.contract, mediaType, media),
    };
  });
}

function contentExample(contract: JsonObject, mediaType: string, media: JsonObject): string {
  const [named] = Object.values(objectOf(media['examples']));
  const given = 'example' in media ? media['example'] : resolve(contract, named).value['value'];
  const example = given ?? exampleOf(contract, media['schema']);
  if (example === undefined) return '';
  if (typeof example === 'string' && !isJson(mediaType)) return example;
  return JSON.stringify(example, null, 2) ?? '';
}

/** True for `application/json` and everything that ends with `+json` (RFC 6839 §3.1). */
export function isJson(mediaType: string): boolean {
  return /^[\w.+-]+\/(?:[\w.+-]+\+)?json(?:\s*;|$)/i.test(mediaType);
}

function viewResponse(context: SchemaContext, status: string, declared: unknown): ResponseView {
  const { value } = resolve(context.contract, declared);
  return {
    status,
    description: textOf(value['description']),
    headers: Object.entries(objectOf(value['headers'])).map(([name, header]) => {
      const resolved = resolve(context.contract, header).value;
      return {
        name,
        description: textOf(resolved['description']),
        schema: viewSchema(context, resolved['schema']),
      };
    }),
    contents: viewContents(context, value['content']),
  };
}

function viewSecurity(declared: unknown): OperationView['security'] {
  return listOf(declared).map((requirement) => {
    const entries = Object.entries(objectOf(requirement));
    return { schemes: entries.map(([name]) => name), scopes: entries.flatMap(([, scopes]) => [...textsOf(scopes)]) };
  });
}

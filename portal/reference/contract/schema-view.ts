/**
 * A schema as the page shows it. A named definition is shown where it stands and linked from everywhere else: the page
 * stays as long as the contract, and circles need no further thought.
 */
import { limits } from '#base/limits.ts';
import { isObject, listOf, objectOf, shownValue, textOf, textsOf, type JsonObject } from '#registry/contracts/json.ts';
import { definitionName, resolve } from '#registry/contracts/pointer.ts';

export type SchemaView = {
  /** JSON types: `string`, `object`…; empty: any. */
  readonly types: readonly string[];
  readonly format: string;
  readonly title: string;
  /** Markdown. */
  readonly description: string;
  readonly deprecated: boolean;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  /** The named definition that it is, or that it points to. */
  readonly definition: { readonly name: string; readonly anchor: string } | null;
  /** Allowed values, `const` included. */
  readonly values: readonly string[];
  readonly fallback: string | null;
  readonly examples: readonly string[];
  /** `minLength: 3`, as the contract says it. */
  readonly constraints: readonly { readonly name: string; readonly value: string }[];
  readonly properties: readonly PropertyView[];
  /** What other properties may be; null: the contract does not say. */
  readonly additional: SchemaView | 'none' | null;
  readonly items: SchemaView | null;
  readonly variants: readonly {
    readonly kind: 'allOf' | 'oneOf' | 'anyOf' | 'not';
    readonly schemas: readonly SchemaView[];
  }[];
  /** True: there is more below, which is not shown (depth, size, or a circle outside the definitions). */
  readonly cut: boolean;
};

export type PropertyView = { readonly name: string; readonly required: boolean; readonly schema: SchemaView };

/** What making views needs; `left` counts down over the whole page. */
export type SchemaContext = {
  readonly contract: JsonObject;
  /** Anchors of the definitions, by name. */
  readonly definitionAnchors: ReadonlyMap<string, string>;
  readonly budget: { left: number };
};

const constraintNames = [
  'minLength',
  'maxLength',
  'pattern',
  'minimum',
  'exclusiveMinimum',
  'maximum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'contentMediaType',
  'contentEncoding',
] as const;

const nothing: SchemaView = {
  types: [],
  format: '',
  title: '',
  description: '',
  deprecated: false,
  readOnly: false,
  writeOnly: false,
  definition: null,
  values: [],
  fallback: null,
  examples: [],
  constraints: [],
  properties: [],
  additional: null,
  items: null,
  variants: [],
  cut: false,
};

/** The view of a schema inside another one, or of a parameter: a named definition becomes a link. */
export function viewSchema(context: SchemaContext, schema: unknown, depth = 0): SchemaView {
  context.budget.left -= 1;
  if (depth >= limits.referenceDepth || context.budget.left < 0) return { ...nothing, cut: true };
  const { value, trail } = resolve(context.contract, schema);
  for (const reference of trail) {
    const name = definitionName(context.contract, reference);
    if (name !== null) return { ...outline(value), definition: link(context, name), properties: [] };
  }
  return viewResolved(context, value, depth);
}

/** The view of a body: a named definition is linked, and its first level shown as well. */
export function viewBody(context: SchemaContext, schema: unknown): SchemaView {
  const { value, trail } = resolve(context.contract, schema);
  const name = trail.map((reference) => definitionName(context.contract, reference)).find((found) => found !== null);
  const view = viewResolved(context, value, 0);
  return name === undefined || name === null ? view : { ...view, definition: link(context, name) };
}

function link({ definitionAnchors }: SchemaContext, name: string): SchemaView['definition'] {
  return { name, anchor: definitionAnchors.get(name) ?? '' };
}

/** What can be said of a schema without looking into it. */
function outline(schema: JsonObject): SchemaView {
  return {
    ...nothing,
    types: typesOf(schema),
    format: textOf(schema['format']),
    title: textOf(schema['title']),
    description: textOf(schema['description']),
    deprecated: schema['deprecated'] === true,
    readOnly: schema['readOnly'] === true,
    writeOnly: schema['writeOnly'] === true,
  };
}

/** How a schema shows those inside it; `left` is what may still be shown of a list. */
type Inner = { readonly view: (value: unknown) => SchemaView; readonly left: () => number };

function viewResolved(context: SchemaContext, schema: JsonObject, depth: number): SchemaView {
  const inner: Inner = {
    view: (value) => viewSchema(context, value, depth + 1),
    left: () => Math.max(0, context.budget.left),
  };
  return {
    ...outline(schema),
    values: [...listOf(schema['enum']), ...('const' in schema ? [schema['const']] : [])].map(shownValue),
    fallback: 'default' in schema ? shownValue(schema['default']) : null,
    examples: [...('example' in schema ? [schema['example']] : []), ...listOf(schema['examples'])].map(shownValue),
    constraints: constraintNames
      .filter((name) => name in schema && schema[name] !== false)
      .map((name) => ({ name, value: shownValue(schema[name]) })),
    properties: propertiesOf(schema, inner),
    additional: additionalOf(schema, inner),
    items: 'items' in schema ? inner.view(schema['items']) : null,
    variants: variantsOf(schema, inner),
    cut: context.budget.left < 0,
  };
}

function propertiesOf(schema: JsonObject, inner: Inner): PropertyView[] {
  const required = new Set(textsOf(schema['required']));
  const view = (properties: unknown, nameOf: (name: string) => string): PropertyView[] =>
    Object.entries(objectOf(properties))
      .slice(0, inner.left())
      .map(([name, value]) => ({ name: nameOf(name), required: required.has(name), schema: inner.view(value) }));
  return [
    ...view(schema['properties'], (name) => name),
    ...view(schema['patternProperties'], (pattern) => `/${pattern}/`),
  ];
}

function additionalOf(schema: JsonObject, inner: Inner): SchemaView['additional'] {
  const additional = schema['additionalProperties'];
  if (additional === false) return 'none';
  return isObject(additional) ? inner.view(additional) : null;
}

function variantsOf(schema: JsonObject, inner: Inner): SchemaView['variants'] {
  const kinds = ['allOf', 'oneOf', 'anyOf'] as const;
  const lists = kinds
    .map((kind) => ({ kind, schemas: listOf(schema[kind]).slice(0, inner.left()).map(inner.view) }))
    .filter(({ schemas }) => schemas.length > 0);
  return isObject(schema['not']) ? [...lists, { kind: 'not' as const, schemas: [inner.view(schema['not'])] }] : lists;
}

/** 3.1 lists the types; 3.0 has one, and `nullable`. Without any, what else is said tells. */
function typesOf(schema: JsonObject): string[] {
  const { type } = schema;
  const said = typeof type === 'string' ? [type] : [...textsOf(type)];
  if (said.length === 0 && isObject(schema['properties'])) said.push('object');
  if (said.length === 0 && 'items' in schema) said.push('array');
  if (schema['nullable'] === true && !said.includes('null')) said.push('null');
  return said;
}

/** Gathers an operation's input from the path, the query and the body of a request. What it means, the operation says. */
import { z } from 'zod';
import { readBytes } from '#admin/request-body.ts';
import { limits } from '#base/limits.ts';
import { Problem, type ProblemFault } from '#base/problem.ts';
import type { AnyOperation } from '#registry/any-operation.ts';

type Fields = Readonly<Record<string, unknown>>;

const objectSchema = z.record(z.string(), z.unknown());

function invalid(faults: readonly ProblemFault[]): Problem {
  const list = faults.map((fault) => `${fault.path}: ${fault.message}`).join('; ');
  return new Problem(
    'request.invalid',
    422,
    { en: `The request is not valid: ${list}`, fr: `La requête n'est pas valide : ${list}` },
    { faults },
  );
}

/** Names of the parameters in an operation's path: `/accounts/{account}` has one. */
export function pathParameters(operation: AnyOperation): readonly string[] {
  return [...operation.http.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
}

/** True when the operation's fields come in the query string, false when they come as a JSON body. */
export function readsQuery(operation: AnyOperation): boolean {
  return operation.http.method === 'get' || operation.http.method === 'delete';
}

const propertiesSchema = z.looseObject({
  properties: z.record(z.string(), z.looseObject({ type: z.string().optional() })).optional(),
});

/** JSON Schema types of an operation's fields. */
function fieldTypes(operation: AnyOperation): ReadonlyMap<string, string | undefined> {
  const schema = propertiesSchema.parse(z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' }));
  return new Map(Object.entries(schema.properties ?? {}).map(([name, { type }]) => [name, type]));
}

/** Text of a query string as the type that the field has; what does not fit stays text, for the schema to refuse. */
function fromText(text: string, type: string | undefined): unknown {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return text;
}

function readQuery(operation: AnyOperation, query: URLSearchParams): Fields {
  const types = fieldTypes(operation);
  const fields: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    if (types.get(name) === 'array') fields[name] = values;
    else if (values.length > 1) throw invalid([{ path: name, message: 'given more than once' }]);
    else fields[name] = fromText(values[0] ?? '', types.get(name));
  }
  return fields;
}

async function readBody(request: Request): Promise<Fields> {
  const text = (await readBytes(request, limits.adminRequestBodyBytes)).toString('utf8');
  if (text === '') return {};
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) {
    throw new Problem('request.media_type', 415, {
      en: 'The body must be application/json.',
      fr: 'Le corps doit être en application/json.',
    });
  }
  const parsed = objectSchema.safeParse(parseJson(text));
  if (!parsed.success) throw invalid([{ path: 'body', message: 'expected a JSON object' }]);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Gives the input of `operation`: the fields of the query or of the body, and those of the path.
 *
 * @throws Problem `request.invalid` (422), `request.too_large` (413), `request.media_type` (415)
 */
export async function gatherInput(
  operation: AnyOperation,
  request: Request,
  path: Readonly<Record<string, string>>,
): Promise<Fields> {
  const query = new URL(request.url).searchParams;
  if (!readsQuery(operation) && query.size > 0) {
    throw invalid([...query.keys()].map((name) => ({ path: name, message: 'belongs in the body' })));
  }
  const fields = readsQuery(operation) ? readQuery(operation, query) : await readBody(request);
  const twice = Object.keys(path).filter((name) => name in fields);
  if (twice.length > 0) throw invalid(twice.map((name) => ({ path: name, message: 'stands in the path already' })));
  return { ...fields, ...path };
}

/** Differences between two operations at one address: parameters, body, answers. */
import { plainChange, type Direction } from '#registry/contracts/changes/change.ts';
import { compareSchemas, outerPlace, type Comparison } from '#registry/contracts/changes/schema-changes.ts';
import { listOf, objectOf, type JsonObject } from '#registry/contracts/json.ts';
import { resolveReference } from '#registry/contracts/pointer.ts';

/** An operation with the parameters of its path, and the path itself. */
export type OperationAt = { readonly path: string; readonly item: JsonObject; readonly operation: JsonObject };

/** Reports every difference between the operations. */
export function compareOperations(comparison: Comparison, old: OperationAt, fresh: OperationAt): void {
  if (old.operation['deprecated'] !== true && fresh.operation['deprecated'] === true) {
    comparison.report({ ...plainChange, subject: 'operation', kind: 'changed', aspect: 'deprecated' });
  }
  compareParameters(comparison, old, fresh);
  compareBodies(comparison, old.operation, fresh.operation);
  compareResponses(comparison, old.operation, fresh.operation);
}

/** Parameters by what makes them the same: place and name, and in the path the position alone. */
function parametersOf(contract: JsonObject, { path, item, operation }: OperationAt): ReadonlyMap<string, JsonObject> {
  const names = [...path.matchAll(/\{([^}]*)\}/g)].map((match) => match[1]);
  const all = [...listOf(item['parameters']), ...listOf(operation['parameters'])];
  return new Map(
    all.map((given) => {
      const parameter = resolveReference(contract, given);
      const name = String(parameter['name']);
      if (parameter['in'] === 'path') return [`path ${names.indexOf(name)}`, parameter];
      return [`${String(parameter['in'])} ${parameter['in'] === 'header' ? name.toLowerCase() : name}`, parameter];
    }),
  );
}

/** How a parameter is shown: `query page`. */
function shownParameter(parameter: JsonObject): string {
  return `${String(parameter['in'])} ${String(parameter['name'])}`;
}

function compareParameters(comparison: Comparison, oldAt: OperationAt, freshAt: OperationAt): void {
  const old = parametersOf(comparison.before, oldAt);
  const fresh = parametersOf(comparison.after, freshAt);
  const base = { ...plainChange, subject: 'parameter', direction: 'request' } as const;
  for (const [key, parameter] of old) {
    const other = fresh.get(key);
    if (other === undefined) {
      comparison.report({ ...base, kind: 'removed', at: shownParameter(parameter), breaking: true });
      continue;
    }
    compareRequired(comparison, 'parameter', shownParameter(other), parameter, other);
    compareSchemas(
      comparison,
      outerPlace('request', 'parameter', shownParameter(other)),
      schemaOf(parameter),
      schemaOf(other),
    );
  }
  for (const [key, parameter] of fresh) {
    if (old.has(key)) continue;
    const breaking = parameter['required'] === true;
    const aspect = breaking ? 'required' : 'optional';
    comparison.report({ ...base, kind: 'added', aspect, at: shownParameter(parameter), breaking });
  }
}

function compareRequired(
  comparison: Comparison,
  subject: 'parameter' | 'body',
  at: string,
  old: JsonObject,
  fresh: JsonObject,
): void {
  const required = fresh['required'] === true;
  if ((old['required'] === true) === required) return;
  const aspect = required ? 'required' : 'optional';
  comparison.report({ ...plainChange, subject, kind: 'changed', aspect, direction: 'request', at, breaking: required });
}

/** The schema of a parameter, which may stand in a media type. */
function schemaOf(parameter: JsonObject): unknown {
  const [media] = Object.values(objectOf(parameter['content']));
  return parameter['schema'] ?? objectOf(media)['schema'];
}

function compareBodies(comparison: Comparison, oldOperation: JsonObject, freshOperation: JsonObject): void {
  const has = [oldOperation, freshOperation].map((operation) => 'requestBody' in operation);
  const old = resolveReference(comparison.before, oldOperation['requestBody']);
  const fresh = resolveReference(comparison.after, freshOperation['requestBody']);
  const base = { ...plainChange, subject: 'body', direction: 'request' } as const;
  if (has[0] === true && has[1] === true) {
    compareRequired(comparison, 'body', '', old, fresh);
    compareContents(comparison, 'request', '', old, fresh);
  } else if (has[0] === true) comparison.report({ ...base, kind: 'removed', breaking: true });
  else if (has[1] === true) {
    const breaking = fresh['required'] === true;
    comparison.report({ ...base, kind: 'added', aspect: breaking ? 'required' : 'optional', breaking });
  }
}

function compareResponses(comparison: Comparison, oldOperation: JsonObject, freshOperation: JsonObject): void {
  const [old, fresh] = [objectOf(oldOperation['responses']), objectOf(freshOperation['responses'])];
  const base = { ...plainChange, subject: 'response', direction: 'response' } as const;
  for (const code of new Set([...Object.keys(old), ...Object.keys(fresh)])) {
    // Programs rely on the answers of success; that a failure is no longer possible breaks nobody.
    if (!Object.hasOwn(fresh, code))
      comparison.report({ ...base, kind: 'removed', at: code, breaking: code.startsWith('2') });
    else if (!Object.hasOwn(old, code)) comparison.report({ ...base, kind: 'added', at: code });
    else {
      const [before, after] = [
        resolveReference(comparison.before, old[code]),
        resolveReference(comparison.after, fresh[code]),
      ];
      compareContents(comparison, 'response', code, before, after);
    }
  }
}

function compareContents(
  comparison: Comparison,
  direction: Direction,
  at: string,
  before: JsonObject,
  after: JsonObject,
): void {
  const [old, fresh] = [objectOf(before['content']), objectOf(after['content'])];
  const base = { ...plainChange, subject: 'media-type', direction, at } as const;
  for (const type of new Set([...Object.keys(old), ...Object.keys(fresh)])) {
    if (!Object.hasOwn(fresh, type)) comparison.report({ ...base, kind: 'removed', from: type, breaking: true });
    else if (!Object.hasOwn(old, type)) comparison.report({ ...base, kind: 'added', to: type });
    else
      compareSchemas(
        comparison,
        outerPlace(direction, direction === 'request' ? 'body' : 'response', at),
        objectOf(old[type])['schema'],
        objectOf(fresh[type])['schema'],
      );
  }
}

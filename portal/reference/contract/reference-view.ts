/** A whole contract as the reading page shows it: operations by tag, then definitions. */
import { limits } from '#base/limits.ts';
import { openAnchors, type Anchors } from '#portal/reference/contract/anchors.ts';
import { listOf, objectOf, textOf, type JsonObject } from '#registry/contracts/json.ts';
import { viewOperation, type OperationView } from '#portal/reference/contract/operation-view.ts';
import { resolve } from '#registry/contracts/pointer.ts';
import { viewBody, type SchemaContext, type SchemaView } from '#portal/reference/contract/schema-view.ts';

export type GroupView = {
  readonly anchor: string;
  /** The tag; empty for operations without one. */
  readonly name: string;
  /** Markdown. */
  readonly description: string;
  readonly operations: readonly OperationView[];
};

export type DefinitionView = { readonly anchor: string; readonly name: string; readonly schema: SchemaView };

export type SecuritySchemeView = { readonly name: string; readonly type: string; readonly description: string };

export type ReferenceView = {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly groups: readonly GroupView[];
  readonly definitions: readonly DefinitionView[];
  readonly securitySchemes: readonly SecuritySchemeView[];
  /** True: the contract is so large that the page does not show all of it. */
  readonly cut: boolean;
};

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'] as const;

/** Makes the view of `contract`, an OpenAPI 3 document; of anything else, one without operations. Never throws. */
export function viewReference(contract: unknown): ReferenceView {
  const document = objectOf(contract);
  const anchors = openAnchors();
  const schemas = Object.entries(objectOf(objectOf(document['components'])['schemas']));
  const definitionAnchors = new Map(schemas.map(([name]) => [name, anchors.take('definition', name)]));
  const context: SchemaContext = {
    contract: document,
    definitionAnchors,
    budget: { left: limits.referenceNodes },
  };
  const info = objectOf(document['info']);
  const operations = viewOperations(context, anchors);
  const definitions = schemas.map(([name, schema]) => ({
    anchor: definitionAnchors.get(name) ?? '',
    name,
    schema: viewBody(context, schema),
  }));
  return {
    title: textOf(info['title']),
    version: textOf(info['version']),
    description: textOf(info['description']),
    groups: groupByTag(document, operations, anchors),
    definitions,
    securitySchemes: viewSecuritySchemes(document),
    cut: context.budget.left < 0 || operations.length >= limits.referenceOperations,
  };
}

function viewOperations(context: SchemaContext, anchors: Anchors): OperationView[] {
  const views: OperationView[] = [];
  for (const [path, declared] of Object.entries(objectOf(context.contract['paths']))) {
    const item = resolve(context.contract, declared).value;
    for (const method of methods) {
      if (!(method in item) || views.length >= limits.referenceOperations || !path.startsWith('/')) continue;
      const operation = objectOf(item[method]);
      const anchor = anchors.take('operation', textOf(operation['operationId']) || `${method} ${path}`);
      views.push(viewOperation(context, { anchor, method, path, item, operation }));
    }
  }
  return views;
}

/** Tags in the order in which the contract declares them, then the undeclared ones, then what has none. */
function groupByTag(document: JsonObject, operations: readonly OperationView[], anchors: Anchors): GroupView[] {
  const declared = listOf(document['tags']).map((tag) => objectOf(tag));
  const descriptions = new Map(declared.map((tag) => [textOf(tag['name']), textOf(tag['description'])]));
  const used = operations.flatMap(({ tags }) => tags.slice(0, 1));
  const names = [...new Set([...descriptions.keys(), ...used])].filter((name) => name !== '');
  const groups = [...names, ''].map((name) => ({
    name,
    description: descriptions.get(name) ?? '',
    // Under its first tag only: the same operation twice on a page would have the same anchor twice.
    operations: operations.filter(({ tags }) => (tags[0] ?? '') === name),
  }));
  return groups
    .filter((group) => group.operations.length > 0)
    .map((group) => Object.assign(group, { anchor: anchors.take('tag', group.name || 'operations') }));
}

function viewSecuritySchemes(document: JsonObject): SecuritySchemeView[] {
  const declared = objectOf(objectOf(document['components'])['securitySchemes']);
  return Object.entries(declared).map(([name, scheme]) => {
    const { value } = resolve(document, scheme);
    const detail = [textOf(value['scheme']), textOf(value['in']), textOf(value['name'])].filter((part) => part !== '');
    return { name, type: [textOf(value['type']), ...detail].join(' '), description: textOf(value['description']) };
  });
}

/** Every operation of a reference, in the order of the page. */
export function operationsOf(reference: ReferenceView): readonly OperationView[] {
  return reference.groups.flatMap(({ operations }) => operations);
}

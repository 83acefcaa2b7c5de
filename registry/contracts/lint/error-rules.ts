/** What keeps a contract from being published: the gateway could not route by it, or its page could not be made. */
import type { Found, Rule } from '#registry/contracts/lint/finding.ts';
import { follow, operationsOf, referencesIn, textOf } from '#registry/contracts/lint/walk.ts';

const error = 'error' as const;

const hasOperations: Rule = (document) =>
  operationsOf(document).length > 0
    ? []
    : [
        {
          ...{ severity: error, rule: 'operations', path: ['paths'] },
          message: {
            fr: 'Le contrat ne décrit aucune opération.',
            en: 'The contract describes no operation.',
          },
          advice: {
            fr: 'Décrivez au moins un chemin avec une méthode, par exemple /healthcheck et get.',
            en: 'Describe at least one path with a method, such as /healthcheck with get.',
          },
        },
      ];

/** Nothing is fetched for a contract: not from the network, and not from this machine's files. */
const standsAlone: Rule = (document) =>
  [...referencesIn(document)].flatMap(({ way, target }): Found[] => {
    if (!target.startsWith('#')) {
      return [
        {
          ...{ severity: error, rule: 'reference-outside', path: way },
          message: {
            fr: `La référence « ${cut(target)} » mène hors du fichier.`,
            en: `The reference "${cut(target)}" leads out of the file.`,
          },
          advice: {
            fr: 'Regroupez le contrat en un seul fichier (« bundle ») avant de le publier.',
            en: 'Bundle the contract into one file before publishing it.',
          },
        },
      ];
    }
    if (isThere(document, target)) return [];
    return [
      {
        ...{ severity: error, rule: 'reference-broken', path: way },
        message: {
          fr: `La référence « ${cut(target)} » ne mène à rien.`,
          en: `The reference "${cut(target)}" leads to nothing.`,
        },
        advice: {
          fr: 'Corrigez le nom, ou ajoutez ce qui manque sous components.',
          en: 'Correct the name, or add what is missing under components.',
        },
      },
    ];
  });

/** An anchor (`#name`) is looked up by its name in JSON Schema: only ways from the root are followed here. */
function isThere(document: unknown, target: string): boolean {
  if (!target.startsWith('#/')) return true;
  try {
    return follow(document, target) !== undefined;
  } catch {
    return false;
  }
}

const distinctNames: Rule = (document) => {
  const first = new Map<string, string>();
  return operationsOf(document).flatMap(({ way, method, path, operation }): Found[] => {
    const name = textOf(operation['operationId']);
    const here = `${method.toUpperCase()} ${path}`;
    const earlier = first.get(name);
    if (name === '' || earlier === undefined) {
      first.set(name, here);
      return [];
    }
    return [
      {
        ...{ severity: error, rule: 'operation-id-unique', path: [...way, 'operationId'] },
        message: {
          fr: `L'identifiant « ${name} » est déjà celui de ${earlier}.`,
          en: `The operationId "${name}" is that of ${earlier} already.`,
        },
        advice: {
          fr: 'Donnez à chaque opération son propre identifiant.',
          en: 'Give each operation a name of its own.',
        },
      },
    ];
  });
};

/** `/a/{x}` and `/a/{y}` are one path (OpenAPI 3.1 §4.8.8.1): nobody could tell which one a call means. */
const distinctPaths: Rule = (document) => {
  const first = new Map<string, string>();
  const paths = new Set(operationsOf(document).map(({ path }) => path));
  return [...paths].flatMap((path): Found[] => {
    const shape = path.replaceAll(/\{[^}]*\}/g, '{}');
    const earlier = first.get(shape);
    if (earlier === undefined) {
      first.set(shape, path);
      return [];
    }
    return [
      {
        ...{ severity: error, rule: 'paths-alike', path: ['paths', path] },
        message: {
          fr: `Le chemin ${path} ne se distingue pas de ${earlier}.`,
          en: `The path ${path} cannot be told from ${earlier}.`,
        },
        advice: {
          fr: 'Réunissez les deux chemins en un seul, ou changez la partie fixe de l’un.',
          en: 'Make one path of the two, or change a fixed part of one.',
        },
      },
    ];
  });
};

function cut(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

export const errorRules: readonly Rule[] = [hasOperations, standsAlone, distinctNames, distinctPaths];

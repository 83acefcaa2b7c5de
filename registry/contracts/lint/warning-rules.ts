/** What readers of a contract miss, and who generates a client from it. None of it keeps it from being published. */
import type { LocalisedText } from '#base/problem.ts';
import type { Found, Rule } from '#registry/contracts/lint/finding.ts';
import { fieldsOf, follow, listOf, operationsOf, textOf, type FoundOperation } from '#registry/contracts/lint/walk.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A rule about each operation: true where it is broken. */
function aboutOperations(
  rule: string,
  breaks: (found: FoundOperation, document: Fields) => boolean,
  message: (name: string) => LocalisedText,
  advice: LocalisedText,
): Rule {
  return (document) =>
    operationsOf(document)
      .filter((found) => breaks(found, document))
      .map(({ way, method, path }): Found => {
        const said = message(`${method.toUpperCase()} ${path}`);
        return { severity: 'warning', rule, path: way, message: said, advice };
      });
}

const named = aboutOperations(
  'operation-id',
  ({ operation }) => textOf(operation['operationId']) === '',
  (name) => ({ fr: `${name} n'a pas d'identifiant (operationId).`, en: `${name} has no operationId.` }),
  {
    fr: 'Donnez-lui un nom court et stable : les clients générés en font le nom de la fonction.',
    en: 'Give it a short name that stays: generated clients call their function so.',
  },
);

const summarised = aboutOperations(
  'summary',
  ({ operation }) => textOf(operation['summary']) === '' && textOf(operation['description']) === '',
  (name) => ({ fr: `${name} n'a ni résumé ni description.`, en: `${name} has neither summary nor description.` }),
  {
    fr: 'Dites en une phrase (summary) ce que fait l’opération ; la page de référence commence par elle.',
    en: 'Say in one sentence (summary) what the operation does; the reference page begins with it.',
  },
);

const refuses = aboutOperations(
  'refusals',
  ({ operation }) => !Object.keys(fieldsOf(operation['responses'])).some((status) => /^(?:[45]|default)/i.test(status)),
  (name) => ({ fr: `${name} ne décrit aucune erreur.`, en: `${name} describes no error.` }),
  {
    fr: 'Décrivez au moins une réponse 4XX ou default, avec son corps.',
    en: 'Describe at least one answer 4XX or default, with its body.',
  },
);

const exemplified = aboutOperations(
  'example',
  ({ operation }, document) => lacksExample(operation, document),
  (name) => ({ fr: `La réponse de ${name} n'a pas d'exemple.`, en: `The answer of ${name} has no example.` }),
  {
    fr: 'Ajoutez un exemple (example ou examples) à la réponse : c’est ce que l’on lit en premier.',
    en: 'Add an example (example or examples) to the answer: it is what people read first.',
  },
);

/** True when an answer 2XX has a body, and no example stands at it or at its schema. */
function lacksExample(operation: Fields, document: Fields): boolean {
  const bodies = Object.entries(fieldsOf(operation['responses']))
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, answer]) => Object.values(fieldsOf(resolved(answer, document)['content'])).map(fieldsOf));
  return bodies.length > 0 && !bodies.some((body) => shows(body) || shows(resolved(body['schema'], document)));
}

function shows(value: Fields): boolean {
  return 'example' in value || 'examples' in value;
}

function resolved(value: unknown, document: Fields): Fields {
  const fields = fieldsOf(value);
  const reference = fields['$ref'];
  return typeof reference === 'string' && reference.startsWith('#/') ? fieldsOf(follow(document, reference)) : fields;
}

/** Parameters in a path that nobody declares: OpenAPI 3.1 §4.8.9.1 asks for them. */
const pathParameters: Rule = (document) =>
  operationsOf(document).flatMap(({ way, path, operation, item }): Found[] => {
    const declared = new Set(
      [...listOf(item['parameters']), ...listOf(operation['parameters'])]
        .map((parameter) => resolved(parameter, document))
        .filter((parameter) => parameter['in'] === 'path')
        .map((parameter) => textOf(parameter['name'])),
    );
    const missing = [...path.matchAll(/\{([^}]*)\}/g)]
      .map(([, name = '']) => name)
      .filter((name) => !declared.has(name));
    return missing.map((name) => ({
      ...{ severity: 'warning', rule: 'path-parameter', path: way },
      message: {
        fr: `Le paramètre {${name}} du chemin ${path} n'est pas décrit.`,
        en: `The parameter {${name}} of the path ${path} is not described.`,
      },
      advice: {
        fr: 'Ajoutez-le à parameters avec in: path et required: true.',
        en: 'Add it to parameters with in: path and required: true.',
      },
    }));
  });

const presented: Rule = (document) => {
  const info = fieldsOf(document['info']);
  const missing: Found[] = [];
  if (textOf(info['description']) === '' && textOf(info['summary']) === '') {
    missing.push({
      ...{ severity: 'warning', rule: 'description', path: ['info'] },
      message: { fr: "Le contrat ne dit pas à quoi sert l'API.", en: 'The contract does not say what the API is for.' },
      advice: { fr: 'Ajoutez info.description.', en: 'Add info.description.' },
    });
  }
  const contact = fieldsOf(info['contact']);
  if (textOf(contact['email']) === '' && textOf(contact['url']) === '') {
    missing.push({
      ...{ severity: 'warning', rule: 'contact', path: ['info'] },
      message: { fr: 'Le contrat ne nomme personne à qui écrire.', en: 'The contract names nobody to write to.' },
      advice: {
        fr: 'Ajoutez info.contact avec une adresse électronique ou une page.',
        en: 'Add info.contact with an e-mail address or a page.',
      },
    });
  }
  return missing;
};

const secured: Rule = (document) => {
  const schemes = fieldsOf(fieldsOf(document['components'])['securitySchemes']);
  if (Object.keys(schemes).length > 0) return [];
  return [
    {
      ...{ severity: 'warning', rule: 'security', path: ['components'] },
      message: {
        fr: "Le contrat ne dit pas comment s'authentifier.",
        en: 'The contract does not say how callers prove who they are.',
      },
      advice: {
        fr: "Ajoutez components.securitySchemes et security ; le portail les remplace par l'accès réel dans les fichiers téléchargés.",
        en: 'Add components.securitySchemes and security; the portal puts the real access in their place in downloads.',
      },
    },
  ];
};

const localHost = /^https?:\/\/(?:localhost|127\.|0\.0\.0\.0|\[::1\])/i;

const publicServers: Rule = (document) =>
  listOf(document['servers']).flatMap((server, index): Found[] =>
    localHost.test(textOf(fieldsOf(server)['url']))
      ? [
          {
            ...{ severity: 'warning', rule: 'server', path: ['servers', index] },
            message: {
              fr: 'servers nomme une adresse que seul son auteur peut atteindre.',
              en: 'servers names an address that only its author can reach.',
            },
            advice: {
              fr: "Retirez-la : le portail y met l'adresse publique de l'API.",
              en: 'Take it out: the portal puts the public address of the API there.',
            },
          },
        ]
      : [],
  );

export const warningRules: readonly Rule[] = [
  presented,
  secured,
  publicServers,
  named,
  summarised,
  pathParameters,
  refuses,
  exemplified,
];

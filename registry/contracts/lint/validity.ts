/** Whether a document is one of the OpenAPI format that it says it is: judged by the format's own schemas. */
import { Validator } from '@seriousme/openapi-schema-validator';
import type { LocalisedText } from '#base/problem.ts';
import { limits } from '#base/limits.ts';
import type { Found } from '#registry/contracts/lint/finding.ts';

type SchemaError = {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
};

/** Keywords that only say that something else failed. */
const consequences = new Set(['if', 'oneOf', 'anyOf', 'allOf', '$ref', '$dynamicRef', 'not']);

/** Gives what the format's schema finds wrong, the deepest places alone: what stands around them fails with them. */
export async function invalidities(document: Readonly<Record<string, unknown>>): Promise<Found[]> {
  // The validator writes into what it judges.
  const { valid, errors } = await new Validator({ allErrors: true }).validate(structuredClone({ ...document }));
  if (valid) return [];
  // A sentence instead of places is about the version, or about references, for which there is a rule of our own.
  if (typeof errors === 'string' || errors === undefined) return isKnown(document) ? [] : [unknownFormat()];
  const own = errors.filter(({ keyword }) => !consequences.has(keyword));
  const deepest = own.filter(
    ({ instancePath }) => !own.some((other) => other.instancePath.startsWith(`${instancePath}/`)),
  );
  const places = new Map(deepest.map((error) => [`${error.instancePath} ${error.keyword} ${subjectOf(error)}`, error]));
  return [...places.values()].slice(0, limits.contractFindings).map(present);
}

function isKnown({ openapi, swagger }: Readonly<Record<string, unknown>>): boolean {
  return [...Validator.supportedVersions].some((version) => String(openapi ?? swagger).startsWith(version));
}

function present(error: SchemaError): Found {
  return {
    ...{ severity: 'error', rule: 'format', path: wayOf(error.instancePath) },
    message: sentence(error),
    advice: {
      fr: 'Comparez avec la spécification OpenAPI à cet endroit : le document doit la suivre pour être lu.',
      en: 'Compare this place with the OpenAPI specification: a document must follow it to be read.',
    },
  };
}

function wayOf(instancePath: string): string[] {
  return instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What an error is about: the missing or unknown field, the kind that was expected. */
function subjectOf({ params }: SchemaError): string {
  const named = params['missingProperty'] ?? params['unevaluatedProperty'] ?? params['additionalProperty'];
  return String(named ?? params['type'] ?? params['pattern'] ?? '');
}

function sentence(error: SchemaError): LocalisedText {
  const subject = subjectOf(error);
  switch (error.keyword) {
    case 'required':
      return { fr: `Le champ « ${subject} » manque.`, en: `The field "${subject}" is missing.` };
    case 'unevaluatedProperties':
    case 'additionalProperties':
      return { fr: `Le champ « ${subject} » n'existe pas ici.`, en: `There is no field "${subject}" here.` };
    case 'type':
      return { fr: `Il faut une valeur de type ${subject}.`, en: `A value of the type ${subject} is expected.` };
    case 'enum':
    case 'const':
      return {
        fr: `Cette valeur n'est pas de celles qui sont permises${allowed(error)}.`,
        en: `This value is not among those that are allowed${allowed(error)}.`,
      };
    default:
      return {
        fr: `Cette valeur n'a pas la forme voulue (${error.message ?? error.keyword}).`,
        en: `This value has not the wanted form (${error.message ?? error.keyword}).`,
      };
  }
}

function allowed({ params }: SchemaError): string {
  const values = params['allowedValues'] ?? params['allowedValue'];
  return values === undefined ? '' : ` (${[values].flat().map(String).join(', ')})`;
}

function unknownFormat(): Found {
  return {
    ...{ severity: 'error', rule: 'format', path: [] },
    message: {
      fr: "Le document n'est pas d'une version d'OpenAPI connue.",
      en: 'The document is of no known version of OpenAPI.',
    },
    advice: {
      fr: 'Il faut openapi: "3.0.x", "3.1.x", ou swagger: "2.0".',
      en: 'It must say openapi: "3.0.x", "3.1.x", or swagger: "2.0".',
    },
  };
}

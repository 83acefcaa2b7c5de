/** From the text of a contract file to a contract of OpenAPI 3, with what a close look at it finds. */
import { upgradeFromTwoToThree } from '@scalar/openapi-upgrader/2.0-to-3.0';
import { limits } from '#base/limits.ts';
import { Problem, type ProblemFault } from '#base/problem.ts';
import { errorRules } from '#registry/contracts/lint/error-rules.ts';
import type { Finding, Found } from '#registry/contracts/lint/finding.ts';
import { invalidities } from '#registry/contracts/lint/validity.ts';
import { fieldsOf, operationsOf, textOf, type Way } from '#registry/contracts/lint/walk.ts';
import { warningRules } from '#registry/contracts/lint/warning-rules.ts';
import { readYaml, type YamlText } from '#registry/declarations/yaml.ts';

type Contract = Readonly<Record<string, unknown>>;

export type ReadContractFile = {
  /** The contract, upgraded to OpenAPI 3.0 when the file was Swagger 2.0. */
  readonly contract: Contract;
  /** What the file said it was: `Swagger 2.0`, `OpenAPI 3.1.0`. */
  readonly format: string;
  readonly title: string;
  readonly version: string;
  readonly operations: number;
  /** Errors first, then in the order of the file. */
  readonly findings: readonly Finding[];
};

/**
 * Reads a contract: OpenAPI 3.0 or 3.1, or Swagger 2.0, as JSON or YAML. Nothing outside the text is looked at.
 *
 * @throws Problem `contract.unreadable` (422) for what is no such document at all
 */
export async function readContractFile(text: string): Promise<ReadContractFile> {
  // JSON is YAML 1.2: one reader for both, which knows the line of everything.
  const source = readYaml('contract', text);
  if (source.faults.length > 0) throw unreadable(source.faults);
  if (typeof source.value !== 'object' || source.value === null || Array.isArray(source.value)) {
    throw unreadable([
      { path: '', message: 'It is no mapping (key: value).', fr: "Ce n'est pas une table (clé : valeur)." },
    ]);
  }
  const written = fieldsOf(source.value);
  const format = formatOf(written);
  const contract = format.startsWith('Swagger') ? fieldsOf(upgrade(written)) : written;
  const rules = [...errorRules, ...warningRules];
  const found = [...(await invalidities(written)), ...rules.flatMap((rule) => rule(contract))];
  const info = fieldsOf(written['info']);
  return {
    contract,
    format,
    title: textOf(info['title']),
    version: textOf(info['version']),
    operations: operationsOf(contract).length,
    findings: sorted(found, source),
  };
}

function formatOf(document: Contract): string {
  const { openapi, swagger } = document;
  if (typeof openapi === 'string' && /^3\.[01](?:\.|$)/.test(openapi)) return `OpenAPI ${openapi}`;
  if (swagger === '2.0') return 'Swagger 2.0';
  throw unreadable([
    {
      path: '',
      message: 'It says neither openapi: "3.0.x", openapi: "3.1.x" nor swagger: "2.0".',
      fr: 'Il ne dit ni openapi: "3.0.x", ni openapi: "3.1.x", ni swagger: "2.0".',
    },
  ]);
}

function upgrade(document: Contract): unknown {
  try {
    return upgradeFromTwoToThree(structuredClone({ ...document }));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'unknown';
    throw unreadable([
      {
        path: '',
        message: `It could not be brought from Swagger 2.0 to OpenAPI 3: ${why}`,
        fr: `La conversion de Swagger 2.0 vers OpenAPI 3 a échoué : ${why}`,
      },
    ]);
  }
}

const placePattern = /^contract:(\d+):\d+ ?(.*)$/s;

function sorted(found: readonly Found[], source: YamlText): Finding[] {
  const placed = found.map(({ path, ...finding }) => {
    const [, line = '1'] = placePattern.exec(source.at(stepsIn(source.value, path))) ?? [];
    return { ...finding, line: Number(line), place: path.join('.') };
  });
  const rank = { error: 0, warning: 1 };
  return placed
    .toSorted((one, other) => rank[one.severity] - rank[other.severity] || one.line - other.line)
    .slice(0, limits.contractFindings);
}

/** The same way with numbers where it enters a list: a JSON pointer says `0`, and an answer is called `200`. */
function stepsIn(value: unknown, path: Way): Way {
  let inner = value;
  return path.map((step) => {
    const at = Array.isArray(inner) ? Number(step) : String(step);
    inner = typeof inner === 'object' && inner !== null ? Reflect.get(inner, at) : undefined;
    return at;
  });
}

function unreadable(faults: readonly ProblemFault[]): Problem {
  return new Problem(
    'contract.unreadable',
    422,
    {
      en: 'The file is no contract that can be read: OpenAPI 3.0 or 3.1, or Swagger 2.0, as JSON or YAML.',
      fr: "Le fichier n'est pas un contrat lisible : OpenAPI 3.0 ou 3.1, ou Swagger 2.0, en JSON ou YAML.",
    },
    // Every fault is about the one file that was sent.
    {
      faults: faults.map(({ path, message, fr }) => {
        const [, line] = placePattern.exec(path) ?? [];
        if (line === undefined) return { path: 'contract', message, ...(fr === undefined ? {} : { fr }) };
        return { path: 'contract', message: `Line ${line}: ${message}`, fr: `Ligne ${line} : ${fr ?? message}` };
      }),
    },
  );
}
